import { mkdirSync, writeFileSync } from 'node:fs';
import { temporaryFolder, type TemporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zip } from '../../test/zip.ts';
import { readHetRec } from './hetrec.ts';

let folder: TemporaryFolder;
afterAll(() => folder.remove());
beforeAll(() => {
  folder = temporaryFolder('hetrec');
  const folds = `${folder.path}/quality/zanon2022-folds/hetrec2011-lastfm-2k`;
  mkdirSync(folds, { recursive: true });
  writeFileSync(`${folds}/interactions.csv`, '1,10\n1,11\n2,10\n2,11\n');
  writeFileSync(`${folds}/test.3.csv`, '1,11\n2,10\n');
  const rows = (...lines: string[]) => ['header', ...lines].join('\r\n');
  writeFileSync(
    `${folder.path}/quality/hetrec2011-lastfm-2k.zip`,
    zip({
      'tags.dat': rows('5\trock', '6\tjazz'),
      'user_friends.dat': rows('1\t2'),
      'user_taggedartists.dat': rows(
        '1\t10\t5\t1\t1\t2009',
        '1\t11\t6\t1\t1\t2009',
        '2\t11\t5\t1\t1\t2009',
        '2\t10\t6\t1\t1\t2009',
        '9\t10\t5\t1\t1\t2009',
        '9\t12\t5\t1\t1\t2009',
      ),
    }),
  );
});

test('"tag assignments that a test user made on a test item are removed", those of others stay', () => {
  const { items, train, test: hidden, follows } = readHetRec(folder.path, 3, 0);
  expect(items.map(({ id, terms, metadata }) => [id, [...terms], metadata])).toEqual([
    ['10', [['rock', 2]], { labels: [['rock', 2]] }],
    ['11', [['rock', 1]], { labels: [['rock', 1]] }],
  ]);
  expect(train.map(({ user, item }) => `${user} ${item}`)).toEqual(['1 10', '2 11']);
  expect(hidden.map(({ user, item }) => `${user} ${item}`)).toEqual(['1 11', '2 10']);
  expect(follows).toEqual([{ user: '1', creator: '2' }]);
});
