import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually, givenNats, givenPostgres, temporaryFolder } from './index.ts';

describe('eventually', () => {
  test('repeats the question until it does not throw, and returns its answer', async () => {
    let asked = 0;
    const answer = await eventually(async () => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    });
    expect([answer, asked]).toEqual([3, 3]);
  });

  test('throws the last error after the timeout', async () => {
    let asked = 0;
    const question = () => {
      asked += 1;
      throw new Error(`still not, ${asked}`);
    };
    await expect(eventually(question, 60)).rejects.toThrow(/^still not, \d+$/);
    expect(asked).toBeGreaterThan(1);
  });
});

test('a temporary folder is new, and is removed with its content', () => {
  const [one, other] = [temporaryFolder('x'), temporaryFolder('x')];
  expect(one.path).not.toBe(other.path);
  writeFileSync(join(one.path, 'file'), '');
  one.remove();
  one.remove();
  expect([existsSync(one.path), existsSync(other.path)]).toEqual([false, true]);
  other.remove();
});

test('a given PostgreSQL has the tables, and roles that limit each service to its own', async () => {
  const given = await givenPostgres();
  const count = { text: 'SELECT count(*) AS count FROM feature_terms' };
  expect(await given.database.query(count)).toEqual([{ count: 0 }]);
  const remove = { text: 'DELETE FROM feature_terms' };
  expect(await given.connect({ role: 'jophiel_vectorizer' }).execute(remove)).toBe(0);
  await expect(given.connect({ role: 'jophiel_profile' }).execute(remove)).rejects.toThrow(/permission denied/);
  await given.remove();
  await expect(given.database.query(count)).rejects.toThrow(/pool|connect|end/i);
});

test('a given PostgreSQL without tables is empty, and several coexist', async () => {
  const [one, other] = await Promise.all([givenPostgres({ tables: false }), givenPostgres({ tables: false })]);
  const tables = { text: `SELECT FROM pg_tables WHERE schemaname = 'jophiel'` };
  expect(await one.database.query(tables)).toEqual([]);
  await one.database.execute({ text: 'CREATE TABLE mine ()' });
  await expect(other.database.query({ text: 'SELECT FROM mine' })).rejects.toThrow(/does not exist/);
  await Promise.all([one.remove(), other.remove()]);
});

test('a given NATS has the streams of Jophiel', async () => {
  const given = await givenNats();
  const transport = await given.connect();
  const [receipt, nowhere] = await transport.publish([
    { subject: 'sample.deleted', id: '1', body: '{}' },
    { subject: 'sample.unheard.of', id: '2', body: '{}' },
  ]);
  expect(receipt).toBeDefined();
  expect(nowhere).toBeUndefined();
  await given.remove();
  expect(transport.connected()).toBe(false);
});
