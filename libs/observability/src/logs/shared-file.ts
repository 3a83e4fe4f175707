import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LineStream, type LineStreamHooks } from './line-stream.ts';

export interface SharedFileOptions {
  readonly path: string;
  /** At this size the file is set aside as `path.1`, the former `.1` as `.2`, and so on. */
  readonly rotateAtBytes: number;
  /** How many set-aside files are kept. */
  readonly keep: number;
  readonly checkEveryMs: number;
  readonly hooks?: SharedFileHooks;
}

/** Called with what becomes of the file; must not throw. */
export interface SharedFileHooks extends LineStreamHooks {
  /** The file cannot be rotated, or opened where its name points to now; once until it can be again. */
  readonly onStuck: (error: Error) => void;
}

/** A lock file that is older was left by a process that died while it rotated. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * A log file that several processes append to and any of them may rotate. Lines are appended whole, which the system
 * keeps so; every process looks now and then whether the name still points to the file that it writes, and opens it
 * again if not. (The rotating streams on npm assume that they are the only writer.)
 */
export class SharedFile {
  readonly #options: SharedFileOptions;
  #fd: number;
  #stream: LineStream;
  readonly #timer: NodeJS.Timeout;
  /** Whether the last look failed. */
  #isStuck = false;

  /** @throws what the system says when the file cannot be opened or its folder made */
  constructor(options: SharedFileOptions) {
    this.#options = options;
    this.#fd = openFile(options.path);
    this.#stream = new LineStream(this.#fd, options.hooks);
    this.#timer = setInterval(() => this.#look(), options.checkEveryMs);
    this.#timer.unref();
  }

  write(line: string): void {
    this.#stream.write(line);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stream.end();
    closeSync(this.#fd);
  }

  /** When the disk is full or gone, the file that is open stays so; the next look tries again. */
  #look(): void {
    const { hooks } = this.#options;
    try {
      this.#follow();
      this.#isStuck = false;
    } catch (error) {
      if (!this.#isStuck) hooks?.onStuck(error as Error);
      this.#isStuck = true;
    }
  }

  #follow(): void {
    const { path, rotateAtBytes, hooks } = this.#options;
    const current = statOf(path);
    if (current !== undefined && current.size >= rotateAtBytes) this.#rotate();
    if (statOf(path)?.ino === fstatSync(this.#fd).ino) return;
    const fd = openFile(path);
    this.#stream.end();
    closeSync(this.#fd);
    this.#fd = fd;
    this.#stream = new LineStream(fd, hooks);
  }

  #rotate(): void {
    const { path, keep } = this.#options;
    const lock = `${path}.rotating`;
    try {
      closeSync(openSync(lock, 'wx'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // Another process rotates; this one finds the new file at its next look.
      const taken = statOf(lock);
      if (taken !== undefined && Date.now() - taken.mtimeMs > LOCK_TIMEOUT_MS) rmSync(lock, { force: true });
      return;
    }
    try {
      // Another process may have rotated since the last look.
      if ((statOf(path)?.size ?? 0) < this.#options.rotateAtBytes) return;
      rmSync(`${path}.${keep}`, { force: true });
      for (let number = keep - 1; number >= 1; number--) {
        if (statOf(`${path}.${number}`) !== undefined) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
      }
      if (keep > 0) renameSync(path, `${path}.1`);
      closeSync(openSync(path, 'a'));
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function openFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a');
}

function statOf(path: string): { readonly size: number; readonly ino: number; readonly mtimeMs: number } | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
