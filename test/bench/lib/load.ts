import { Connection } from './connection.ts';
import { quantile } from './report.ts';

export interface Load {
  readonly connections: number;
  readonly seconds: number;
  /** The address of the next request; all of one server. */
  readonly url: () => string;
  /** Lines of a header that go with each request, each ending with CRLF. */
  readonly headers?: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  /** From the request until the last byte of the answer, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Answers of 503: more was asked for than can be done. They have no part in the times. */
  readonly refused: number;
  /** One of the answers. */
  readonly body: string;
}

/** Asks over so many connections, each as soon as it has its answer. @throws Error for an answer that is none of 200, 304 and 503 */
export async function load({ connections, seconds, url, headers }: Load): Promise<LoadResult> {
  const { origin } = new URL(url());
  const open = await Promise.all(Array.from({ length: connections }, async () => Connection.open(origin)));
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
        const answer = await connection.get(address.slice(origin.length), headers);
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
 * Keeps this process from sleeping between two answers: to wake it costs the server that sends one several microseconds,
 * so that the faster of two servers, which never finds its client asleep, would seem faster than it is.
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
