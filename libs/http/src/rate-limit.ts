import rateLimit from '@fastify/rate-limit';
import { JophielError } from '@jophiel/errors';
import type { FastifyRequest } from 'fastify';
import { anyone } from './caller.ts';
import type { Server } from './server-types.ts';

/** Requests per second of one caller. */
export interface Rates {
  /** The rate of a service key. */
  readonly key: number;
  /** The rate of a user's token, and of an address without a key. */
  readonly user: number;
}

/** Callers that are remembered; the one that was quiet for longest is forgotten first. */
const MAX_CALLERS = 20_000;

/** Refuses with 429 what a caller sends beyond its rate. Call it after access control, and before adding routes. */
export async function limitRates(server: Server, rates: Rates): Promise<void> {
  await server.register(rateLimit, {
    timeWindow: 1_000,
    cache: MAX_CALLERS,
    max: (request) => (isKey(request) ? rates.key : rates.user),
    keyGenerator: (request) => nameOf(request) ?? request.ip,
    errorResponseBuilder: (request, { max }) =>
      new JophielError('RATE_LIMITED', `${nameOf(request) ?? 'This address'} may send ${max} requests per second.`),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
}

/** Undefined without a key or a token. */
function nameOf({ caller }: FastifyRequest): string | undefined {
  return caller === anyone ? undefined : caller.name;
}

function isKey({ caller }: FastifyRequest): boolean {
  return caller !== anyone && caller.userId === undefined;
}
