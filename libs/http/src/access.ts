import { JophielError } from '@jophiel/errors';
import type { FastifyRequest } from 'fastify';
import type { Server } from './server-types.ts';

/** Who asks, and whose data they may see. */
export interface Caller {
  readonly name: string;
  /** @param userId as the request has it */
  maySee(userId: string): boolean;
}

/**
 * Names the caller of a request.
 * @throws JophielError for one that is nobody
 */
export type Identify = (request: FastifyRequest) => Caller | Promise<Caller>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Known once the request was held to its contract, before its handler. */
    caller: Caller;
  }
}

const thePlatform: Caller = { name: 'platform', maySee: () => true };

/** The seam for access control: until there is any, whoever reaches this service is the platform, which sees everything. */
export const everyoneIsThePlatform: Identify = () => thePlatform;

/** By these names requests say whose data they are about, wherever they stand. */
const USER_KEYS = ['user_id', 'user'];

/** Holds every route of a server to what its caller may see, whichever user ids its path, query or body name. */
export function controlAccess(server: Server, identify: Identify): void {
  server.decorateRequest('caller');
  server.addHook('preHandler', async (request) => {
    request.caller = await identify(request);
    for (const userId of usersNamedIn(request))
      if (!request.caller.maySee(userId))
        throw new JophielError('FORBIDDEN', `${request.caller.name} may not see what belongs to user ${userId}.`);
  });
}

function usersNamedIn({ params, query, body }: FastifyRequest): string[] {
  return [params, query, body]
    .filter((part): part is Record<string, unknown> => typeof part === 'object' && part !== null)
    .flatMap((part) => USER_KEYS.map((key) => part[key]))
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String);
}
