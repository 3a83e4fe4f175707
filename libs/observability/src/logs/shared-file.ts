import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LineStream, type LineStreamHooks } from './line-stream.ts';

export interface SharedFileOptions {
  readonly path: string;
  /** Size at which the file is rotated to `path.1`, the former `.1` to `.2`, and so on. */
  readonly rotateAtBytes: number;
  /** Number of rotated files kept. */
  readonly keep: number;
  readonly checkEveryMs: number;
  readonly hooks?: SharedFileHooks;
}

/** Hooks must not throw. */
export interface SharedFileHooks extends LineStreamHooks {
  /** The file cannot be rotated or reopened; called once until it can be again. */
  readonly onStuck: (error: Error) => void;
}

/** An older lock file was left by a process that died while it rotated. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * A log file that several processes append to and any of them may rotate. The system keeps appended lines whole. Every
 * process checks periodically whether the path still names its open file, and reopens it if not. The rotating streams
 * on npm assume a single writer.
 */
export class SharedFile {
  readonly #options: SharedFileOptions;
  #fd: number;
  #stream: LineStream;
  readonly #timer: NodeJS.Timeout;
  /** Whether the last check failed. */
  #isStuck = false;

  /** @throws the system error when the file cannot be opened or its folder created */
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

  /** When the disk is full or missing, keep the open file; the next check retries. */
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
      // Another process is rotating; this one finds the new file at its next check.
      const taken = statOf(lock);
      if (taken !== undefined && Date.now() - taken.mtimeMs > LOCK_TIMEOUT_MS) rmSync(lock, { force: true });
      return;
    }
    try {
      // Another process may have rotated since the last check.
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
