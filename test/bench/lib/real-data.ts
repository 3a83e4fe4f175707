import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { OutsideEnvelope } from '@jophiel/contracts';
import { dataFolder } from '@jophiel/evaluation/data-folder';

export function hasRealData(): boolean {
  return existsSync(`${dataFolder()}/catalog/sample-analyzed.jsonl.gz`);
}

/** Up to a number of events of one file of the catalogue. */
export async function readRealEvents(
  name: 'sample-analyzed' | 'board-interactions',
  limit = Number.POSITIVE_INFINITY,
): Promise<OutsideEnvelope[]> {
  const stream = createReadStream(`${dataFolder()}/catalog/${name}.jsonl.gz`).pipe(createGunzip());
  const events: OutsideEnvelope[] = [];
  for await (const line of createInterface({ input: stream })) {
    if (events.length >= limit) break;
    events.push(JSON.parse(line) as OutsideEnvelope);
  }
  return events;
}
