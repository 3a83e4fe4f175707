import { closeSync, fstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LineStream } from './line-stream.ts';

export interface SharedFileOptions {
  readonly path: string;
  /** At this size the file is set aside as `path.1`, the former `.1` as `.2`, and so on. */
  readonly rotateAtBytes: number;
  /** How many set-aside files are kept. */
  readonly keep: number;
  readonly checkEveryMs: number;
}

/**
 * A log file that several processes append to and any of them may rotate. Lines are appended whole, which the system
 * keeps so; every process looks now and then whether the name still points to the file that it writes, and opens it
 * anew if not. (The rotating streams on npm assume that they are the only writer.)
 */
export class SharedFile {
  readonly #options: SharedFileOptions;
  #fd: number;
  #stream: LineStream;
  readonly #timer: NodeJS.Timeout;

  private constructor(options: SharedFileOptions) {
    this.#options = options;
    this.#fd = openSync(options.path, 'a');
    this.#stream = new LineStream(this.#fd);
    this.#timer = setInterval(() => this.#look(), options.checkEveryMs);
    this.#timer.unref();
  }

  static async open(options: SharedFileOptions): Promise<SharedFile> {
    await mkdir(dirname(options.path), { recursive: true });
    return new SharedFile(options);
  }

  write(line: string): void {
    this.#stream.write(line);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stream.end();
    closeSync(this.#fd);
  }

  #look(): void {
    const { path, rotateAtBytes } = this.#options;
    const current = statOf(path);
    if (current !== undefined && current.size >= rotateAtBytes) this.#rotate();
    if (statOf(path)?.ino === fstatSync(this.#fd).ino) return;
    this.#stream.end();
    closeSync(this.#fd);
    this.#fd = openSync(path, 'a');
    this.#stream = new LineStream(this.#fd);
  }

  #rotate(): void {
    const { path, keep } = this.#options;
    const lock = `${path}.rotating`;
    try {
      closeSync(openSync(lock, 'wx'));
    } catch {
      // Another process is at it; this one will find the new file at its next look.
      return;
    }
    try {
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

function statOf(path: string): { size: number; ino: number } | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
