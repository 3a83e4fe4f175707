import compress from '@fastify/compress';
import cors from '@fastify/cors';
import { CORRELATION_HEADER } from './correlation.ts';
import { tagAnswers } from './entity-tags.ts';
import type { Server } from './server-types.ts';

export interface HttpDefaults {
  /** Minimum size of a compressed answer, when the client accepts compression; undefined for never. */
  readonly compressFromBytes: number | undefined;
  /** Web pages of these origins only may read answers, such as `https://app.example.org`. */
  readonly origins: readonly string[];
}

/** Scripts of a page can read only these headers and the few safelisted ones. */
const EXPOSED_HEADERS = [
  'etag',
  'retry-after',
  CORRELATION_HEADER,
  'x-jophiel-source',
  'x-jophiel-feed-version',
  'x-jophiel-variant',
];
const PREFLIGHT_SECONDS = 600;

/** Entity tags, compression and CORS. */
export async function addHttpDefaults(server: Server, { compressFromBytes, origins }: HttpDefaults): Promise<void> {
  if (origins.length > 0)
    await server.register(cors, {
      origin: [...origins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: PREFLIGHT_SECONDS,
    });
  tagAnswers(server);
  if (compressFromBytes !== undefined)
    await server.register(compress, {
      threshold: compressFromBytes,
      encodings: ['br', 'gzip'],
      // Compressed request bodies could decompress beyond any limit.
      globalDecompression: false,
    });
}
