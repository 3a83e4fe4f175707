import { randomFrom } from '@jophiel/generator';
import { seed } from '@jophiel/local/seed';
import { serviceNames, waitUntilHandled } from '@jophiel/local';
import type { RunningStack } from '../stack/running-stack.ts';
import { answerFault, type MadeRequest, type OpenApiDocument, operationsOf, requestFor } from './openapi-requests.ts';

const CLIENTS = 8;
const SEED = 16;
const SIZE = { users: 20, samples: 100, interactions: 300, seed: 31, now: Date.now() };

export interface FuzzResult {
  /** Requests by the status of their answers. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly operations: number;
  /** What is wrong, each with its request; at most some. */
  readonly faults: readonly string[];
}

/**
 * Fills a stack, and sends it requests drawn from the documents of its services, to each operation as many: nine of ten
 * with a key that may do everything, the others with none, or with one that nobody made.
 */
export async function fuzz(stack: RunningStack, requests: number): Promise<FuzzResult> {
  await seed(stack, SIZE, () => {});
  await waitUntilHandled(stack, () => {});
  const operations = (
    await Promise.all(
      serviceNames.map(async (name) => {
        const url = stack.services[name];
        const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
        return operationsOf(document).map((operation) => ({ url, operation }));
      }),
    )
  ).flat();
  const random = randomFrom(SEED);
  const statuses: Record<number, number> = {};
  const faults: string[] = [];
  let sent = 0;
  const client = async () => {
    while (sent < requests && faults.length < 20) {
      const { url, operation } = operations[sent++ % operations.length]!;
      const drawn = requestFor(operation, random);
      const key = random.below(10) > 0 ? stack.key : random.pick(['', `${stack.key}x`, 'x y']);
      const request = { ...drawn, headers: { ...drawn.headers, authorization: `Bearer ${key}` } };
      const answer = await send(url, request);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const fault = answerFault(operation, answer);
      if (fault !== undefined) faults.push(`${JSON.stringify({ url, ...request })}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { statuses, operations: operations.length, faults };
}

async function send(url: string, { path, ...init }: MadeRequest) {
  const cancel = new AbortController();
  const response = await fetch(url + path, { ...init, signal: cancel.signal });
  const type = response.headers.get('content-type');
  const isStream = type?.startsWith('text/event-stream') === true;
  const body = isStream ? undefined : await response.text();
  if (isStream) cancel.abort();
  return { status: response.status, type, body };
}
