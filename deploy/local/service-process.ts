import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnLife } from '@jophiel/embedded';
import { localFolder } from './stack/stack.ts';
import type { Console } from './console.ts';

const MIN_RESTART_DELAY_MS = 300;
const MAX_RESTART_DELAY_MS = 10_000;
/** A process that lived this long had started properly: the next crash counts as the first. */
const SETTLED_MS = 10_000;
const STOP_TIMEOUT_MS = 10_000;
/** Node's compile cache: stripping types and compiling take half of a start. */
const COMPILED = `${localFolder}/compiled`;

/** One service in its own process: restarted after a crash, stopped on request. */
export class ServiceProcess {
  readonly name: string;
  readonly #file: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #console: Console;
  readonly #onLife: OnLife | undefined;
  #child: ChildProcess | undefined;
  #stopping = false;
  #crashes = 0;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: {
    name: string;
    file: string;
    environment: NodeJS.ProcessEnv;
    console: Console;
    onLife?: OnLife;
  }) {
    this.name = options.name;
    this.#file = options.file;
    this.#environment = options.environment;
    this.#console = options.console;
    this.#onLife = options.onLife;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const startedAt = Date.now();
    // Its own process group: Ctrl-C reaches only the supervisor, which stops everything in order.
    const child = spawn(process.execPath, [this.#file], {
      env: { NODE_COMPILE_CACHE: COMPILED, ...this.#environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) this.#onLife?.('started', pid);
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => this.#console.pass(this.name, line));
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        if (pid !== undefined) this.#onLife?.('ended', pid);
        if (!this.#stopping) void this.#restart(code ?? signal ?? 'unknown', Date.now() - startedAt);
      });
    });
  }

  /** Asks the process to end, and kills it after a timeout. @returns whether it ended by itself */
  async stop(): Promise<boolean> {
    this.#stopping = true;
    this.#child?.kill('SIGTERM');
    const late = sleep(STOP_TIMEOUT_MS, 'late', { ref: false });
    if ((await Promise.race([this.#ended, late])) !== 'late') return true;
    this.#child?.kill('SIGKILL');
    await this.#ended;
    return false;
  }

  async #restart(reason: number | string, livedMs: number): Promise<void> {
    this.#crashes = livedMs > SETTLED_MS ? 1 : this.#crashes + 1;
    const pause = Math.min(MIN_RESTART_DELAY_MS * 2 ** (this.#crashes - 1), MAX_RESTART_DELAY_MS);
    this.#console.say(this.name, `ended with ${reason}; starting it again in ${pause} ms`);
    await sleep(pause);
    if (!this.#stopping) this.start();
  }
}
