import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BareRoutes {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

/**
 * The floor of a route: a bare Fastify in its own process that returns the same bytes.
 * @param bodies by path; an empty one is answered with 304
 */
export async function startBareRoutes(bodies: Readonly<Record<string, string>>): Promise<BareRoutes> {
  const child = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)));
  child.send(bodies);
  const [url] = (await once(child, 'message')) as [string];
  return { url, pid: child.pid!, stop: () => void child.kill() };
}
