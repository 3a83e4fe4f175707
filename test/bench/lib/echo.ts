import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EchoOrder } from './echo-server.ts';

export interface Echo {
  readonly url: string;
  stop(): void;
}

/** The floor of a request: a process that answers any question with these bytes, over HTTP and NATS. */
export async function startEcho(order: EchoOrder): Promise<Echo> {
  const child = fork(fileURLToPath(new URL('echo-server.ts', import.meta.url)));
  child.send(order);
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`The echo ended with ${String(code)}.`);
  });
  const [url] = (await Promise.race([once(child, 'message'), died])) as [string];
  return { url, stop: () => void child.kill() };
}
