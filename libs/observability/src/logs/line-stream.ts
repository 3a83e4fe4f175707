import { writeSync } from 'node:fs';

/** What a process that is killed loses of its log, at most; one that ends by itself, even by an error, loses nothing. */
const FLUSH_EVERY_MS = 100;
const FLUSH_AT_CHARACTERS = 8_192;
/** What nobody takes while so much waits is lost. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
/** How long the end of a process waits for a reader that is slow, and how often it looks. */
const LAST_PATIENCE_MS = 1_000;
const LOOK_EVERY_MS = 10;

const open = new Set<LineStream>();
process.on('exit', () => {
  for (const stream of open) stream.end();
});

/**
 * Writes lines whole, many at once: a write of its own for each costs as much as many an event that it tells of. A full
 * disk or a console that has gone neither ends the service nor keeps it from ending, as pino's own streams would: at the
 * end these try for ever to write what cannot be written.
 */
export class LineStream {
  readonly #fd: number;
  #lines = '';
  /** What the system did not take yet. */
  #rest = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  /** @param fd the caller's, to be closed after the end and not before */
  constructor(fd: number) {
    this.#fd = fd;
    open.add(this);
  }

  write(line: string): void {
    // The number may be another file's by now.
    if (this.#hasEnded) return;
    this.#lines += line;
    // A reader that is slow is not asked again with every few lines.
    if (this.#lines.length >= FLUSH_AT_CHARACTERS && this.#rest.length === 0) this.#flush();
    else this.#flushSoon();
  }

  /** Writes what waits; what a slow reader does not take in time is lost, and so is what comes later. */
  end(): void {
    this.#hasEnded = true;
    const deadline = Date.now() + LAST_PATIENCE_MS;
    this.#flush();
    while (this.#rest.length > 0 && Date.now() < deadline) {
      sleepSync(LOOK_EVERY_MS);
      this.#flush();
    }
    clearTimeout(this.#timer);
    open.delete(this);
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rest = this.#write(Buffer.concat([this.#rest, Buffer.from(this.#lines)]));
    this.#lines = '';
    // But for the end of a line that was begun.
    if (this.#rest.length > MOST_WAITING_BYTES) this.#rest = this.#rest.subarray(0, this.#rest.indexOf('\n') + 1);
    if (this.#rest.length > 0) this.#flushSoon();
  }

  /** @returns what is to be tried again: of a reader that is slow the rest, of one that has gone nothing */
  #write(bytes: Buffer): Buffer<ArrayBuffer> {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return Buffer.from(bytes.subarray(written));
    }
    return Buffer.alloc(0);
  }
}

function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
