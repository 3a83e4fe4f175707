const WIDTH = 30;
const EVERY_MS = 100;

/** A line that shows progress; without a terminal, an occasional line. */
export class Progress {
  readonly #label: string;
  readonly #startedAt = Date.now();
  #drawnAt = 0;

  constructor(label: string) {
    this.#label = label;
  }

  /** @param total undefined when unknown */
  show(done: number, total: number | undefined, note = ''): void {
    const pause = process.stderr.isTTY ? EVERY_MS : 5_000;
    const isEnd = total !== undefined && done >= total;
    if (Date.now() - this.#drawnAt < pause && !isEnd) return;
    this.#drawnAt = Date.now();
    this.#write(`${this.#label} ${this.#bar(done, total)} ${note}`);
  }

  end(summary: string): void {
    const seconds = (Date.now() - this.#startedAt) / 1000;
    this.#write(`${this.#label}: ${summary} (${seconds.toFixed(1)} s)`);
    if (process.stderr.isTTY) process.stderr.write('\n');
  }

  #bar(done: number, total: number | undefined): string {
    if (total === undefined || total === 0) return String(Math.round(done));
    const share = Math.min(done / total, 1);
    const filled = Math.round(share * WIDTH);
    const elapsed = Date.now() - this.#startedAt;
    const left = share > 0.01 && share < 1 ? ` ~${Math.ceil((elapsed / share - elapsed) / 1000)} s left` : '';
    return `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${Math.floor(share * 100)} %${left}`;
  }

  #write(line: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }
}
