import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { catalogueOf } from '../../test/catalogue.ts';
import { ExactEngine } from './exact-engine.ts';

const NOW = Date.UTC(2026, 0, 1);
const space = { layout: 'a', dimensions: 64, halfLifeMs: 86_400_000 };
const catalogue = catalogueOf(space.dimensions, NOW, 5);
const queries = Array.from({ length: 5 }, () => ({
  vector: catalogue.taste(),
  k: 20,
  similarity: 1,
  novelty: 0.2,
  now: NOW,
  filter: { tokens: [new Set(['shape:1', 'shape:2'])] },
}));
let folder: string;
let file: string;
let engine: ExactEngine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jophiel-nearest-'));
  file = join(folder, 'index');
  engine = await ExactEngine.open({ space, threads: 0 });
  await engine.upsert(catalogue.items(5_000));
  await engine.remove(['3', '4', '4999']);
  await engine.saveSnapshot(file, 'as far as 17');
});

test('an index is restored as it was saved, with its note, and accepts changes', async () => {
  const { engine: restored, note } = await ExactEngine.fromSnapshot(file, { space, threads: 0 });
  expect(note).toBe('as far as 17');
  expect(restored.size()).toBe(4_997);
  expect(await restored.search(queries)).toEqual(await engine.search(queries));
  expect(await restored.get('77')).toEqual(await engine.get('77'));
  expect(await restored.get('3')).toBeUndefined();
  const item = catalogue.item('3');
  await restored.upsert([item]);
  await restored.remove(['77']);
  expect(restored.size()).toBe(4_997);
  expect(await restored.get('3')).toEqual(item);
});

test('the file is replaced atomically and no other file remains', async () => {
  const other = join(folder, 'other');
  await engine.saveSnapshot(other, 'first');
  await Promise.all([engine.saveSnapshot(other, 'second'), engine.search(queries)]);
  const { note } = await ExactEngine.fromSnapshot(other, { space, threads: 0 });
  expect(note).toBe('second');
  expect((await readdir(folder)).sort()).toEqual(['index', 'other']);
});

test('a snapshot holds the state of the call, without later changes', async () => {
  const moment = join(folder, 'other');
  const young = await ExactEngine.open({ space, threads: 0 });
  await young.upsert([catalogue.item('first')]);
  const saving = young.saveSnapshot(moment, '');
  await young.upsert([catalogue.item('second')]);
  await saving;
  const { engine: restored } = await ExactEngine.fromSnapshot(moment, { space, threads: 0 });
  expect(restored.size()).toBe(1);
});

test.each([
  ['a byte changed', (bytes: Buffer) => bytes.fill(bytes[400_000]! + 1, 400_000, 400_001)],
  ['cut short', (bytes: Buffer) => bytes.subarray(0, -1_000)],
])('a damaged file is refused: %s', async (_, damage) => {
  const damaged = join(folder, 'damaged');
  await writeFile(damaged, damage(await readFile(file)));
  await expect(ExactEngine.fromSnapshot(damaged, { space, threads: 0 })).rejects.toMatchObject({
    code: 'SNAPSHOT_UNUSABLE',
    message: expect.stringContaining('is damaged') as string,
  });
});

test.each([
  ['empty', ''],
  ['of another program', '{"hello":"world"}\n'],
])('a foreign file is refused: %s', async (_, text) => {
  const foreign = join(folder, 'foreign');
  await writeFile(foreign, text);
  await expect(ExactEngine.fromSnapshot(foreign, { space, threads: 0 })).rejects.toMatchObject({
    code: 'SNAPSHOT_UNUSABLE',
    message: expect.stringContaining('is not a snapshot of this version') as string,
  });
});

test.each([
  ['layout', { ...space, layout: 'b' }],
  ['halfLifeMs', { ...space, halfLifeMs: 1 }],
])('an index of another %s is refused', async (key, other) => {
  await expect(ExactEngine.fromSnapshot(file, { space: other, threads: 0 })).rejects.toMatchObject({
    code: 'SNAPSHOT_UNUSABLE',
    message: expect.stringContaining(`is of ${key} `) as string,
  });
});
