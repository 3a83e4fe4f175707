import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '@jophiel/local';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Identifies the servers of a killed test run. */
const testRun = process.env.JOPHIEL_TEST_RUN;

/** Compiled code saves a third of a command's CPU time. */
const compiled = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** A port where nothing answers. */
const NOWHERE = '9';

/** Runs a command in its own process, which finds only what the environment names. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const ports = serviceNames.map((name) => [`${name.replaceAll('-', '_').toUpperCase()}_PORT`, NOWHERE]);
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env.PATH,
      ...(testRun === undefined ? {} : { JOPHIEL_TEST_RUN: testRun }),
      NODE_COMPILE_CACHE: compiled,
      LOG_FOLDER: 'off',
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/nowhere',
      ...(Object.fromEntries(ports) as Record<string, string>),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
