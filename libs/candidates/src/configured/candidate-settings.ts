import Type, { type Static } from 'typebox';

/** What a service that looks for candidates reads from its environment. */
export const candidateSettings = {
  CANDIDATE_SOURCE: Type.Enum(['auto', 'postgres', 'ann'], {
    default: 'auto',
    description:
      'Which source finds the samples that are ranked, and those that are like others. postgres: the indexes of PostgreSQL. ann: the ann service, which looks at every vector; PostgreSQL stands in while it does not answer. auto: postgres while the catalogue is small, ann from CANDIDATE_ANN_FROM_SAMPLES on; no restart is needed.',
  }),
  CANDIDATE_ANN_FROM_SAMPLES: Type.Integer({
    minimum: 1,
    default: 300_000,
    description:
      'For CANDIDATE_SOURCE=auto: from this number of listed samples on the ann service finds candidates, an integer of 1 or more. PostgreSQL takes over again when a tenth fewer are left. To use one source at any size, set CANDIDATE_SOURCE to postgres or ann.',
  }),
  ANN_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Where the ann service is asked over HTTP, such as http://127.0.0.1:8794. Without it, over NATS, where all ann processes share the requests.',
    }),
  ),
  ANN_TIMEOUT_MS: Type.Integer({
    minimum: 1,
    default: 500,
    description:
      'After so long the ann service counts as away, for this request and some time after it; the batch waits four times as long, and a question for many users at once longer in proportion.',
  }),
} as const;

const CandidateSettings = Type.Object(candidateSettings);
export type CandidateSettings = Static<typeof CandidateSettings>;
