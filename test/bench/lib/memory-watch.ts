import { memoryOf } from './processes.ts';

const EVERY_MS = 1_000;
const MIB = 1024 * 1024;

/** Reads the memory of processes every second. */
export class MemoryWatch {
  readonly #pids: Readonly<Record<string, number>>;
  readonly #seen = new Map<string, number[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(pids: Readonly<Record<string, number>>) {
    this.#pids = pids;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** Maximum of each process in MiB, in the second fifth of the time, under load, and in the last fifth. */
  end(): Record<string, number> {
    clearInterval(this.#timer);
    const maxOf = (values: readonly number[], from: number, to: number) =>
      Math.max(...values.slice(Math.floor(values.length * from), Math.ceil(values.length * to)));
    return Object.fromEntries(
      [...this.#seen].flatMap(([name, values]) => [
        [`${name}, second fifth, MiB`, maxOf(values, 0.2, 0.4)],
        [`${name}, last fifth, MiB`, maxOf(values, 0.8, 1)],
      ]),
    );
  }

  #look(): void {
    for (const [name, pid] of Object.entries(this.#pids)) {
      try {
        const values = this.#seen.get(name) ?? [];
        values.push(memoryOf(pid).resident / MIB);
        this.#seen.set(name, values);
      } catch {
        // The process ended.
      }
    }
  }
}
