import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

/** Enough for 256 queries with a vector of some thousand numbers or some hundred ids each. */
export const ANN_BODY_LIMIT_BYTES = 8 * 1024 * 1024;

export const AnnSettings = Type.Object({
  ...commonSettings,
  ANN_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8794,
    description: 'Port of the ann service, which finds the nearest samples.',
  }),
  ANN_ENGINE: Type.Enum(['exact', 'hnsw', 'qdrant', 'auto'], {
    default: 'exact',
    description:
      'The search engine. exact: no loss; it skips only vectors that provably are no result. hnsw: a graph in memory for millions of dense vectors, with some percent of loss; it takes minutes to build, is restored from a snapshot, and is rebuilt without one or after three half-lives of novelty. qdrant: a separate server (QDRANT_URL). auto: continues with the engine of the last snapshot; without one of hnsw it measures at the start and logs its choice, and is not ready while it builds a graph because exact is too slow.',
  }),
  ANN_EXACT_MOST_MS: Type.Number({
    exclusiveMinimum: 0,
    default: 10,
    description: 'For auto: other engines are tried only when the exact engine takes longer than this for a query.',
  }),
  ANN_THREADS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 256,
      description: 'Number of search threads; 0 searches in the main thread. Default: the number of cores.',
    }),
  ),
  ANN_SNAPSHOT_FOLDER: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Folder of the snapshots of exact and hnsw, which a restarted process loads. Each replica needs its own folder. Without it, a restart reads everything from PostgreSQL and rebuilds a graph.',
    }),
  ),
  ANN_SNAPSHOT_MINUTES: Type.Number({
    exclusiveMinimum: 0,
    default: 10,
    description: 'How often a snapshot is written when something changed. One is also written at the stop.',
  }),
  ANN_CATCH_UP_SECONDS: Type.Number({
    exclusiveMinimum: 0,
    default: 300,
    description: 'How often the index is compared with PostgreSQL, in case an event was lost.',
  }),
  QDRANT_URL: Type.Optional(
    Type.String({ minLength: 1, description: 'The Qdrant server for ANN_ENGINE=qdrant, such as http://host:6333.' }),
  ),
});
