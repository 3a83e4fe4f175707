import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OnLife } from '@jophiel/embedded';

const SCRIPT = fileURLToPath(new URL('watchdog.sh', import.meta.url));

const AGAIN_AFTER_MS = 200;

/** How a process ends: a service by SIGTERM and before the servers behind it, a server by a signal of its own. */
export type Ending = 'SERVICE' | 'INT' | 'TERM';

/**
 * A process of its own that ends all that this one has started, if this one dies without ending it: by SIGKILL, by a
 * defect, or in the middle of its start.
 */
export class Watchdog {
  readonly #file: string;
  readonly #watched = new Map<number, Ending>();
  readonly #onStarted: (pid: number | undefined) => void;
  #child: ChildProcess | undefined;

  /**
   * @param file removed once all has ended
   * @param onStarted called with the watchdog's process, again if it was killed itself
   */
  constructor(file: string, onStarted: (pid: number | undefined) => void) {
    this.#file = file;
    this.#onStarted = onStarted;
    this.#start();
  }

  /** Watches every process of one kind, from its start to its end. */
  follow(ending: Ending): OnLife {
    return (what, pid) => {
      if (what === 'ended') {
        if (this.#watched.delete(pid)) this.#say(`- ${pid}`);
      } else {
        this.#watched.set(pid, ending);
        this.#say(`+ ${pid} ${ending}`);
      }
    };
  }

  #start(): void {
    // A session of its own: neither Ctrl-C nor the end of the terminal reaches it.
    const child = spawn('sh', [SCRIPT, this.#file], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#child = child;
    child.stdin.on('error', () => {});
    child.once('error', () => {});
    child.once('exit', () => setTimeout(() => this.#start(), AGAIN_AFTER_MS).unref());
    // It does not keep this process running.
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    this.#onStarted(child.pid);
    for (const [pid, ending] of this.#watched) this.#say(`+ ${pid} ${ending}`);
  }

  #say(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }
}
