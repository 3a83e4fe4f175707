import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { RUN_VARIABLE, SERVERS_VARIABLE } from './run.ts';

type Helper = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Vitest's global setup of every package: a folder for the run's temporary files, an address where test files ask for
 * their shared servers, and a process that cleans up even when the run is killed. @returns a function that ends the run
 */
export default async function setup({ config }: TestProject): Promise<() => Promise<void>> {
  const run = mkdtempSync(join(tmpdir(), 'jophiel-tests-'));
  // A server that may not run as root must have access.
  chmodSync(run, 0o755);
  const cleaner = start('/bin/sh', [pathOf('after-run.sh'), run]);
  const environment = { TMPDIR: run, [RUN_VARIABLE]: run };

  let host: Helper | undefined;
  let address: Promise<string> | undefined;
  const startHost = async () => {
    host = start(process.execPath, [pathOf('server-host.ts')], environment);
    const ended = once(host, 'exit').then(([code]) => {
      throw new Error(`The process of the shared servers ended with ${code} before it listened.`);
    });
    const [line] = (await Promise.race([once(host.stdout, 'data'), ended])) as [Buffer];
    return line.toString().trim();
  };
  // Most packages need no server: the host starts when the first file asks.
  const inlet = createServer((request, response) => {
    address ??= startHost();
    address.then(
      (hostAddress) => response.writeHead(307, { location: hostAddress + request.url }).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await once(inlet.listen(0, '127.0.0.1'), 'listening');
  // For the test files only: Vitest's own processes must not count as leftovers of the run.
  config.env = {
    ...config.env,
    ...environment,
    [SERVERS_VARIABLE]: `http://127.0.0.1:${(inlet.address() as AddressInfo).port}`,
  };

  return async () => {
    inlet.close();
    if (host !== undefined) await end(host);
    await end(cleaner);
  };
}

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** In its own process group: Ctrl-C must not end it before the run. */
function start(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Helper {
  return spawn(command, args, {
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

async function end(helper: Helper): Promise<void> {
  const ended = once(helper, 'exit');
  helper.stdin.end();
  await ended;
}
