import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { repository } from '@jophiel/local';
import type { OutsideEnvelope } from '@jophiel/contracts';

/** The folder of the real data, which is not part of the repository. */
export const realDataFolder = process.env.JOPHIEL_DATA || `${repository}../shared/data`;

export function hasRealData(): boolean {
  return existsSync(`${realDataFolder}/catalog/sample-analyzed.jsonl.gz`);
}

/** Up to a number of events of one file of the catalogue. */
export async function readRealEvents(
  name: 'sample-analyzed' | 'board-interactions',
  limit = Number.POSITIVE_INFINITY,
): Promise<OutsideEnvelope[]> {
  const stream = createReadStream(`${realDataFolder}/catalog/${name}.jsonl.gz`).pipe(createGunzip());
  const events: OutsideEnvelope[] = [];
  for await (const line of createInterface({ input: stream })) {
    if (events.length >= limit) break;
    events.push(JSON.parse(line) as OutsideEnvelope);
  }
  return events;
}
