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
  /** One of the answers. */
  readonly body: string;
}

/** Asks over so many connections, each as soon as it has its answer. @throws Error for an answer that is not 200 */
export async function load({ connections, seconds, url }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let body = '';
  const connection = async () => {
    while (performance.now() < until) {
      const askedAt = performance.now();
      body = await ask(url(), agent);
      times.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return {
    requests: times.length,
    perSecond: (times.length * 1_000) / (performance.now() - startedAt),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    body,
  };
}

async function ask(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const body = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${url} was answered ${response.statusCode}: ${body.slice(0, 300)}`));
      });
    }).once('error', reject);
  });
}
