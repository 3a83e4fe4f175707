import { writeFileSync } from 'node:fs';
import { startNats } from '@jophiel/embedded';
import { expect } from 'vitest';
import { eventually, givenNats, givenPostgres, temporaryFolder } from '../../src/index.ts';

/** What a test file of the run has seen. */
export interface Seen {
  readonly run: string;
  /** URLs of the database, of the NATS account, and of a NATS server that is its own. */
  readonly urls: readonly [postgres: string, nats: string, own: string];
}

/** Uses the servers of its run and leaves a server of its own behind; writes what it has seen into a file. */
export async function useServers(name: string): Promise<Seen> {
  const [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  await postgres.database.execute({
    text: `INSERT INTO feature_terms (feature, term, label, known, samples) VALUES ('genre', $1, $1, true, 1)`,
    values: [name],
  });
  expect(await postgres.database.query({ text: 'SELECT term FROM feature_terms' })).toEqual([{ term: name }]);

  const transport = await nats.connect();
  const heard: string[] = [];
  await transport.follow('sample.deleted', (body) => void heard.push(Buffer.from(body).toString()));
  await transport.publish([{ subject: 'sample.deleted', id: '1', body: name }]);
  await eventually(() => expect(heard).toEqual([name]));

  const own = await startNats({ folder: temporaryFolder('left-behind').path });
  const seen: Seen = { run: process.env.JOPHIEL_TEST_RUN!, urls: [postgres.url, nats.url, own.url] };
  writeFileSync(`${process.env.SEEN_FOLDER!}/${name}.json`, JSON.stringify(seen));
  if (process.env.STAYS === 'true') await new Promise(() => {});
  await Promise.all([postgres.remove(), nats.remove()]);
  return seen;
}
