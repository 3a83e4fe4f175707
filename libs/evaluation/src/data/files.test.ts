import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { temporaryFolder, type TemporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDataFiles } from './files.ts';

let folder: TemporaryFolder;
const now = Date.parse('2026-03-01T00:00:00Z');
beforeAll(() => (folder = temporaryFolder('evaluation')));
afterAll(() => folder.remove());

function file(name: string, text: string): string {
  writeFileSync(`${folder.path}/${name}`, name.endsWith('.gz') ? gzipSync(text) : text);
  return `${folder.path}/${name}`;
}

const items = () =>
  file(
    'items.jsonl.gz',
    [
      '{"sample_id": 1, "creator_id": 7, "metadata": {"words": ["red", "blue"]}, "published_at": "2026-01-01"}',
      '{"event_name": "x", "event_timestamp": "2025-01-01T00:00:00Z", "payload": {"sample_id": "2", "creator_id": "7", "metadata": {}}}',
    ].join('\n'),
  );

test('interactions, items and test are read from files, with times or without', () => {
  const interactions = file('interactions.csv', 'user,item,time\na,1,1700000000\na,2\nb,1,2025-06-01T00:00:00Z\na,2\n');
  const set = readDataFiles({ interactions, items: items(), test: file('test.tsv', 'b\t2\n') }, now);
  expect(set.items.map(({ id, creatorId, publishedAt }) => [id, creatorId, publishedAt])).toEqual([
    ['1', '7', Date.parse('2026-01-01')],
    ['2', '7', Date.parse('2025-01-01')],
  ]);
  expect([...set.items[0]!.terms.keys()]).toEqual(['words: red', 'words: blue']);
  expect(set.train).toEqual([
    { user: 'a', item: '1', at: 1_700_000_000_000 },
    { user: 'a', item: '2', at: now },
    { user: 'b', item: '1', at: Date.parse('2025-06-01') },
  ]);
  expect(set.test).toEqual([{ user: 'b', item: '2', at: now }]);
});

test.each([
  ['u,1\nu,9\n', 'line 2 names the item 9, which the file of items lacks; add it there'],
  ['u;1\n', 'line 1: "u;1" has 1 columns; write 2, separated by commas or tabs'],
  ['u,1,yesterday\n', 'line 1 has the unreadable time yesterday; write epoch seconds or an ISO time'],
])('a line that cannot be read is named with its remedy: %j', (text, message) => {
  const interactions = file('bad.csv', text);
  const good = file('good.csv', 'u,1\n');
  expect(() => readDataFiles({ interactions, items: items(), test: good }, now)).toThrow(message);
});

test('a pair in both files is named with both places', () => {
  const interactions = file('both-train.csv', 'user,item\nu,1\nu,2\n');
  const hidden = file('both-test.csv', 'v,1\nu,2\n');
  expect(() => readDataFiles({ interactions, items: items(), test: hidden }, now)).toThrow(
    `${hidden}, line 2 has the user u and the item 2, as has ${interactions}, line 3; leave one of the two out`,
  );
});

test('an empty third column is no time', () => {
  const interactions = file('empty-time.csv', 'u,1,\n');
  const set = readDataFiles({ interactions, items: items(), test: file('other.csv', 'u,2\n') }, now);
  expect(set.train).toEqual([{ user: 'u', item: '1', at: now }]);
});

test('words with strengths are terms, as they are for the encoders', () => {
  const strong = file('strong.jsonl', '{"sample_id": 1, "metadata": {"words": [["red", 3], "blue", 7], "title": "x"}}');
  const chosen = file('chosen.csv', 'u,1\n');
  const set = readDataFiles({ interactions: chosen, items: strong, test: file('found.csv', 'v,1\n') }, now);
  expect([...set.items[0]!.terms]).toEqual([
    ['words: red', 3],
    ['words: blue', 1],
  ]);
});

test('a file that is missing is named', () => {
  expect(() => readDataFiles({ interactions: 'x', items: `${folder.path}/none.jsonl`, test: 'x' }, now)).toThrow(
    expect.objectContaining({ code: 'DATA_INVALID', message: expect.stringContaining('none.jsonl cannot be read') }),
  );
});
