import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JophielError } from '@jophiel/errors';
import { livingOwnerOf } from './owner.ts';
import { commandOf } from './processes.ts';

/** A server that this process started on this machine. */
export interface ChildServer {
  readonly pid: number;
  /** Resolves with the exit code or the signal when the process has ended, also when it was killed. */
  readonly ended: Promise<string>;
  /** Shuts down; resolves when the process has ended and its output is in the log. */
  stop(): Promise<void>;
  /** Resolves when the process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface ChildServerOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly spawnOptions?: SpawnOptions;
  readonly logFile: string;
  /** Matches its output once it serves. */
  readonly ready: RegExp;
  readonly stopSignal: NodeJS.Signals;
  readonly timeoutMs: number;
  readonly onLife?: OnLife | undefined;
}

/** Called with the process as soon as there is one, also when its start fails later, and when it has ended. */
export type OnLife = (what: 'started' | 'ended', pid: number) => void;

/** Starts a server in its own process group, so that Ctrl-C reaches only the process that stops everything in order. */
export async function startChildServer(options: ChildServerOptions): Promise<ChildServer> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const child = spawn(options.command, options.args, {
    ...options.spawnOptions,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid !== undefined) options.onLife?.('started', pid);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      if (pid !== undefined) options.onLife?.('ended', pid);
      resolve(String(code ?? signal ?? 'no code'));
    });
  });
  await untilReady(child, options);
  // "close" comes after the exit, when all output has been read.
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const signal = async (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
    await gone;
  };
  return { pid: child.pid!, ended, stop: async () => signal(options.stopSignal), kill: signal };
}

/** A full disk, or a log that was deleted, must not end the process that started the server. */
function keepLog({ name, logFile }: ChildServerOptions, chunk: Buffer): void {
  try {
    appendFileSync(logFile, chunk);
  } catch (error) {
    process.emitWarning(`The log of ${name} cannot be written: ${(error as Error).message}`);
  }
}

async function untilReady(child: ChildProcess, options: ChildServerOptions): Promise<void> {
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => {
      child.kill('SIGKILL');
      reject(
        new Error(
          `${options.name} did not start: ${reason}. Its log is ${options.logFile}.\n${printed.trim().slice(-1_000)}`,
        ),
      );
    };
    const timer = setTimeout(() => fail(`not ready within ${options.timeoutMs} ms`), options.timeoutMs);
    const read = (chunk: Buffer) => {
      keepLog(options, chunk);
      // The end alone: clients that try to connect meanwhile may fill a log with refusals.
      printed = (printed + chunk.toString()).slice(-20_000);
      if (!options.ready.test(printed)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${code ?? signal ?? 'no code'}`));
  });
}

/**
 * Stops a server whose starter died, if the pid in the file is still that server.
 * @throws JophielError PREREQUISITE_MISSING when the starter is alive: the folder is in use
 */
export async function stopLeftOver(
  { name, folder, pidFile, commandPart }: { name: string; folder: string; pidFile: string; commandPart: string },
  signal: NodeJS.Signals,
): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  if (!Number.isInteger(pid) || !commandOf(pid).includes(commandPart)) return;
  const owner = livingOwnerOf(folder);
  if (owner !== undefined)
    throw new JophielError(
      'PREREQUISITE_MISSING',
      `${folder} is in use: process ${owner} runs ${name} (process ${pid}) on it. Stop that one first, or use another folder.`,
    );
  process.kill(pid, signal);
  for (let waited = 0; waited < 10_000 && commandOf(pid) !== ''; waited += 50) await sleep(50);
}
