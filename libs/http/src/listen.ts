import { JophielError } from '@jophiel/errors';
import type { Logger } from '@jophiel/observability';
import { isLoopback } from './loopback.ts';
import type { Server } from './server-types.ts';

/**
 * Starts listening and logs it.
 * @throws JophielError PREREQUISITE_MISSING when the port is taken, ROUTE_UNDECLARED for a route without declared access
 */
export async function listen(server: Server, options: { host: string; port: number; logger: Logger }): Promise<number> {
  const { host, logger } = options;
  await server.listen({ host, port: options.port }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EADDRINUSE' ? taken(options, cause) : cause;
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  logger.info({ host, port }, isLoopback(host) ? 'listening, on this machine only' : 'listening beyond this machine');
  return port;
}

function taken({ host, port }: { host: string; port: number }, cause: unknown): JophielError {
  return new JophielError('PREREQUISITE_MISSING', `Port ${port} of ${host} is taken. Set another port.`, { cause });
}
