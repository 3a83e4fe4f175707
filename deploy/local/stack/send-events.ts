import { setTimeout as sleep } from 'node:timers/promises';
import { type EventsAnswer, MAX_EVENTS, type Problem } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { correlationHeaders } from './correlation.ts';
import { keyHeaders } from './key.ts';

export interface SendTotals {
  accepted: number;
  duplicate: number;
  rejected: number;
  /** Reasons of rejections, each with its count and first line (from 1). */
  readonly reasons: Map<string, { count: number; firstLine: number }>;
}

export interface SendOptions {
  /** URL of the ingestion service. */
  readonly url: string;
  readonly onProgress: (totals: SendTotals) => void;
}

const BATCH = Math.min(2_000, MAX_EVENTS);
const REQUESTS_AT_ONCE = 2;
const RETRY_MS = 1_000;
const TIMEOUT_MS = 120_000;

/** Sends lines of events in several concurrent batches, and waits while the service is unavailable or busy. */
export async function sendEvents(
  lines: AsyncIterable<string> | Iterable<string>,
  options: SendOptions,
): Promise<SendTotals> {
  const totals: SendTotals = { accepted: 0, duplicate: 0, rejected: 0, reasons: new Map() };
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const batch of batchesOf(lines)) {
    while (underWay.size >= REQUESTS_AT_ONCE) await Promise.race(underWay);
    if (failures.length > 0) break;
    const sending: Promise<void> = sendBatch(batch, totals, options)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return totals;
}

/** A non-empty line, and its number in the file, from 1. */
interface Line {
  readonly text: string;
  readonly number: number;
}

async function* batchesOf(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    batch.push({ text, number });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(batch: readonly Line[], totals: SendTotals, { url, onProgress }: SendOptions): Promise<void> {
  const answer = await post(`${url}/v1/events`, batch.map(({ text }) => text).join('\n'));
  totals.accepted += answer.accepted;
  totals.duplicate += answer.duplicate;
  totals.rejected += answer.rejected;
  for (const { index, status, code, reason } of answer.results) {
    if (status !== 'rejected') continue;
    const text = `${code}: ${reason}`;
    const { number } = batch[index]!;
    const known = totals.reasons.get(text) ?? { count: 0, firstLine: number };
    // A later batch may be answered before an earlier one.
    totals.reasons.set(text, { count: known.count + 1, firstLine: Math.min(known.firstLine, number) });
  }
  onProgress(totals);
}

async function post(url: string, body: string): Promise<EventsAnswer> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...correlationHeaders(), ...keyHeaders(url), 'content-type': 'application/x-ndjson' },
      body,
    }).catch((cause: unknown) => {
      if (Date.now() > deadline)
        throw new JophielError(
          'SERVICE_UNAVAILABLE',
          `Ingestion does not answer at ${url}. Is Jophiel running (npm start)?`,
          { cause },
        );
      return undefined;
    });
    if (response?.status === 202) return (await response.json()) as EventsAnswer;
    if (response?.status === 422) return allRejected(body, (await response.json()) as Problem);
    if (response !== undefined && response.status !== 503 && response.status !== 429)
      throw new JophielError('INTERNAL', `Ingestion answered ${response.status}: ${await response.text()}`);
    await sleep(Number(response?.headers.get('retry-after') ?? 0) * 1_000 || RETRY_MS);
  }
}

/** A batch without an accepted event gets a problem answer: turn it into one rejection per event. */
function allRejected(body: string, problem: Problem): EventsAnswer {
  const count = body.split('\n').length;
  const results = Array.from({ length: count }, (_, index) => ({
    index,
    status: 'rejected' as const,
    code: problem.code,
    reason: problem.detail,
  }));
  return { accepted: 0, duplicate: 0, rejected: count, results };
}
