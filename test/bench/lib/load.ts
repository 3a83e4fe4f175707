import { Agent, get } from 'node:http';
import { quantile } from './report.ts';

export interface Load {
  readonly connections: number;
  readonly seconds: number;
  /** The address of the next request. */
  readonly url: () => string;
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

/** Asks over so many connections, each as soon as it has its answer. @throws Error for an answer that is neither 200 nor 503 */
export async function load({ connections, seconds, url }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let [body, refused] = ['', 0];
  const connection = async () => {
    while (performance.now() < until) {
      const askedAt = performance.now();
      const answer = await ask(url(), agent);
      if (answer === undefined) refused += 1;
      else {
        body = answer;
        times.push(performance.now() - askedAt);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return {
    requests: times.length,
    perSecond: (times.length * 1_000) / (performance.now() - startedAt),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    refused,
    body,
  };
}

/** @returns undefined for a refusal */
async function ask(url: string, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const body = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(body);
        else if (response.statusCode === 503) resolve(undefined);
        else reject(new Error(`${url} was answered ${response.statusCode}: ${body.slice(0, 300)}`));
      });
    }).once('error', reject);
  });
}
