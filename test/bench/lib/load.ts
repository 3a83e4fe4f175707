import { Connection } from './connection.ts';
import { keyLine } from './key-line.ts';
import { quantile } from './report.ts';

export interface Load {
  readonly connections: number;
  readonly seconds: number;
  /** URL of the next request; all on one server. */
  readonly url: () => string;
  /** Header lines of the next request, each ending with CRLF; the line with the key of the server when absent. */
  readonly headers?: () => string;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  /** From the request until the last byte of the answer, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Answers of 503, because the server is overloaded; not part of the times. */
  readonly refused: number;
  /** One of the answers. */
  readonly body: string;
}

/** Sequential requests over each of several connections. @throws Error for an answer other than 200, 304 and 503 */
export async function load({ connections, seconds, url, headers }: Load): Promise<LoadResult> {
  const { origin } = new URL(url());
  const open = await Promise.all(Array.from({ length: connections }, async () => Connection.open(origin)));
  const key = headers === undefined ? keyLine(origin) : '';
  const awake = new Awake();
  const times: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let refused = 0;
  let answered: Buffer = Buffer.alloc(0);
  await Promise.all(
    open.map(async (connection) => {
      for (let now = performance.now(); now < until;) {
        const address = url();
        const answer = await connection.get(address.slice(origin.length), headers?.() ?? key);
        const answeredAt = performance.now();
        if (answer.status === 503) refused += 1;
        else if (answer.status === 200 || answer.status === 304) {
          answered = answer.body;
          times.push(answeredAt - now);
        } else throw new Error(`${address} was answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
        now = answeredAt;
      }
    }),
  );
  const elapsed = performance.now() - startedAt;
  awake.end();
  for (const connection of open) connection.close();
  return {
    requests: times.length,
    perSecond: (times.length * 1_000) / elapsed,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    refused,
    body: answered.toString(),
  };
}

/**
 * Keeps this process awake between answers. Waking it costs the answering server several microseconds, which would favour
 * the faster of two servers: it never finds its client asleep.
 */
class Awake {
  #hasEnded = false;

  constructor() {
    this.#turn();
  }

  end(): void {
    this.#hasEnded = true;
  }

  #turn(): void {
    if (!this.#hasEnded) setImmediate(() => this.#turn());
  }
}
