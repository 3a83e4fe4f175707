import Type, { type Static } from 'typebox';

/** What a service that looks for candidates reads from its environment. */
export const candidateSettings = {
  CANDIDATE_SOURCE: Type.Enum(['postgres', 'ann'], {
    default: 'postgres',
    description:
      'Who finds the samples that are ranked, and those that are like others: PostgreSQL by its indexes, or the ann service, which looks at every vector; while that is away, PostgreSQL stands in.',
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
