import { isIP } from 'node:net';
import { JophielError } from '@jophiel/errors';
import type { Logger } from '@jophiel/observability';
import type { Server } from './server-types.ts';

/**
 * Starts listening and logs it; warns on anything but the loopback interface, because there is no access control.
 * @throws JophielError PREREQUISITE_MISSING when the port is taken
 */
export async function listen(server: Server, options: { host: string; port: number; logger: Logger }): Promise<number> {
  const { host, logger } = options;
  await server.listen({ host, port: options.port }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EADDRINUSE' ? taken(options, cause) : cause;
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  if (isLoopback(host)) logger.info({ host, port }, 'listening, on this machine only');
  else
    logger.warn(
      { host, port },
      'listening beyond this machine, and there is no access control: put a gateway in front',
    );
  return port;
}

function taken({ host, port }: { host: string; port: number }, cause: unknown): JophielError {
  return new JophielError('PREREQUISITE_MISSING', `Port ${port} of ${host} is taken. Set another port.`, { cause });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
