import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

/** Enough for 256 queries, each with a vector of some thousand numbers or some hundred ids. */
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
      'What finds: exact loses nothing, and leaves out only what cannot be an answer; hnsw is a graph in memory, for millions of dense vectors, right to some percent, which takes minutes to build and comes back from a snapshot (built anew without one, and when it is more than three half-lives of novelty old); qdrant is a server of its own (QDRANT_URL); auto measures at start and logs what it chose, is not ready for the minutes that a graph takes if exact is too slow, and goes on with the engine of the last snapshot: without one of hnsw it measures anew.',
  }),
  ANN_EXACT_MOST_MS: Type.Number({
    exclusiveMinimum: 0,
    default: 10,
    description: 'For auto: while the exact engine answers a query in this time, nothing else is tried.',
  }),
  ANN_THREADS: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 256,
      description: 'Threads that search; 0 searches in the main thread. As many as there are cores unless it is said.',
    }),
  ),
  ANN_SNAPSHOT_FOLDER: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Folder of the snapshots of exact and hnsw, from which a restarted process goes on; each replica needs one of its own. Without it, PostgreSQL is read anew, and a graph is built anew.',
    }),
  ),
  ANN_SNAPSHOT_MINUTES: Type.Number({
    exclusiveMinimum: 0,
    default: 10,
    description: 'How often a snapshot is written, if anything changed; one is also written at the end.',
  }),
  ANN_CATCH_UP_SECONDS: Type.Number({
    exclusiveMinimum: 0,
    default: 300,
    description: 'How often the index is compared with PostgreSQL, should an event have been lost.',
  }),
  QDRANT_URL: Type.Optional(
    Type.String({ minLength: 1, description: 'The Qdrant server of ANN_ENGINE=qdrant, as http://host:6333.' }),
  ),
});
