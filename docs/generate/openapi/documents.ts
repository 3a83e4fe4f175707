import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { repository, serviceNames } from '@jophiel/local';
import type { OpenApi } from './breaking-changes.ts';

/** A port where nothing answers: a service that is only asked what it can do needs no servers. */
const NOWHERE = '127.0.0.1:9';
/** Six services start at once, perhaps on a machine that has much else to do. */
const TIMEOUT_MS = 300_000;

/** docs/openapi/<service>.json: what each service says of itself, asked over HTTP, so that no route is forgotten. */
export async function openApiDocuments(): Promise<Record<string, string>> {
  const documents: Record<string, string> = {};
  // One after another: six processes that start at once may all be late on a busy machine.
  for (const name of serviceNames) documents[`docs/openapi/${name}.json`] = await describe(name);
  return documents;
}

async function describe(name: string): Promise<string> {
  const child = spawn(process.execPath, [`services/${name}/src/main.ts`], {
    cwd: repository,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `postgresql://nobody@${NOWHERE}/nowhere`,
      NATS_URL: `nats://${NOWHERE}`,
      LOG_FOLDER: 'off',
      [`${name.toUpperCase().replaceAll('-', '_')}_PORT`]: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await portOf(child, name);
    const document = (await (await fetch(`http://127.0.0.1:${port}/openapi.json`)).json()) as OpenApi;
    return `${JSON.stringify(document, null, 2)}\n`;
  } finally {
    child.kill('SIGKILL');
  }
}

/** Where the service listens, as the first line of its log that has a port says. */
async function portOf(child: ChildProcess, name: string): Promise<number> {
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      const { port } = JSON.parse(line) as { port?: number };
      if (port !== undefined) return port;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`${name} ended before it listened; its messages are above.`);
}
