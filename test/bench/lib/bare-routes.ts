import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BareRoutes {
  readonly url: string;
  stop(): void;
}

/** The floor of a route: the same bytes from a bare Fastify, in a process of its own as the service is. */
export async function startBareRoutes(bodies: Readonly<Record<string, string>>): Promise<BareRoutes> {
  const child = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)));
  child.send(bodies);
  const [url] = (await once(child, 'message')) as [string];
  return { url, stop: () => void child.kill() };
}
