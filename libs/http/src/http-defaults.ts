import compress from '@fastify/compress';
import cors from '@fastify/cors';
import { CORRELATION_HEADER } from './correlation.ts';
import { readEncodedBodies } from './encoded-bodies.ts';
import { tagAnswers } from './entity-tags.ts';
import { requireKnownHost } from './hosts.ts';
import type { Rates } from './rate-limit.ts';
import { limitRequests } from './request-limits.ts';
import { addSecurityHeaders } from './security-headers.ts';
import type { Server } from './server-types.ts';

export interface HttpDefaults {
  /** Minimum size of a compressed answer, when the client accepts compression; undefined for never. */
  readonly compressFromBytes: number | undefined;
  /** Web pages of these origins only may read answers, such as `https://app.example.org`. */
  readonly origins: readonly string[];
  /** Names of this server, besides loopback and the addresses of this machine. */
  readonly hosts?: readonly string[];
  /** Undefined for no limit. */
  readonly rates?: Rates | undefined;
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

/** Hosts, limits of requests, CORS, compressed bodies, headers of answers, entity tags and compression. */
export async function addHttpDefaults(
  server: Server,
  { compressFromBytes, origins, hosts = [] }: HttpDefaults,
): Promise<void> {
  requireKnownHost(server, hosts);
  limitRequests(server);
  if (origins.length > 0)
    await server.register(cors, {
      origin: [...origins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: PREFLIGHT_SECONDS,
    });
  readEncodedBodies(server);
  addSecurityHeaders(server);
  tagAnswers(server);
  if (compressFromBytes !== undefined)
    await server.register(compress, {
      threshold: compressFromBytes,
      encodings: ['br', 'gzip'],
      // Request bodies have limits of their own (readEncodedBodies).
      globalDecompression: false,
    });
}
