import compress from '@fastify/compress';
import cors from '@fastify/cors';
import { CORRELATION_HEADER } from './correlation.ts';
import { tagAnswers } from './entity-tags.ts';
import type { Server } from './server-types.ts';

export interface Manners {
  /** Answers of so many bytes or more are compressed, where the client takes it; undefined for never. */
  readonly compressFromBytes: number | undefined;
  /** Web pages of these origins may read answers, as `https://app.example.org`; of no other. */
  readonly origins: readonly string[];
}

/** Scripts of a page see no headers but these and the few that every script sees. */
const EXPOSED_HEADERS = [
  'etag',
  'retry-after',
  CORRELATION_HEADER,
  'x-jophiel-source',
  'x-jophiel-feed-version',
  'x-jophiel-variant',
];
const PREFLIGHT_SECONDS = 600;

/** What a client may expect of any HTTP server: answers it need not fetch again, small ones, and none for strange pages. */
export async function addManners(server: Server, { compressFromBytes, origins }: Manners): Promise<void> {
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
      // Compressed bodies that are sent in could unpack to more than any limit.
      globalDecompression: false,
    });
}
