import Type, { type Static } from 'typebox';

/** Settings of services that search for candidates. */
export const candidateSettings = {
  CANDIDATE_SOURCE: Type.Enum(['auto', 'postgres', 'ann'], {
    default: 'auto',
    description:
      'The source of candidates and of similar samples. postgres: the indexes of PostgreSQL. ann: the ann service, which searches all vectors; PostgreSQL is the fallback while it does not answer. auto: postgres while the catalogue is small, ann from CANDIDATE_ANN_FROM_SAMPLES samples on, without a restart.',
  }),
  CANDIDATE_ANN_FROM_SAMPLES: Type.Integer({
    minimum: 1,
    default: 300_000,
    description:
      'For CANDIDATE_SOURCE=auto: the ann service finds candidates from this number of listed samples on, an integer of 1 or more. PostgreSQL takes over again at 10 % below it. To use one source at any size, set CANDIDATE_SOURCE to postgres or ann.',
  }),
  ANN_URL: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Address of the ann service for requests over HTTP, such as http://127.0.0.1:8794. Default: requests go over NATS, where all ann processes share them.',
    }),
  ),
  ANN_TIMEOUT_MS: Type.Integer({
    minimum: 1,
    default: 500,
    description:
      'Timeout of a request to the ann service, per 8 queries. After a timeout PostgreSQL is used for a while. The batch waits four times as long.',
  }),
} as const;

const CandidateSettings = Type.Object(candidateSettings);
export type CandidateSettings = Static<typeof CandidateSettings>;
