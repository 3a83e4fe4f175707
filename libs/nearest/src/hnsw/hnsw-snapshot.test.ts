import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toDense } from '@jophiel/vectors';
import { beforeEach, expect, test } from 'vitest';
import { catalogueOf } from '../../test/catalogue.ts';
import type { Neighbour } from '../engine.ts';
import { ExactEngine } from '../exact/exact-engine.ts';
import { readSnapshot, writeSnapshot } from '../exact/snapshot.ts';
import { HnswEngine } from './hnsw-engine.ts';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const space = { layout: 'a', dimensions: 64, halfLifeMs: DAY };
const options = { space, landmark: NOW, threads: 1 };
const catalogue = catalogueOf(space.dimensions, NOW, 5);
const items = catalogue.items(1_000);
const queries = Array.from({ length: 20 }, () => ({
  vector: catalogue.taste(),
  k: 20,
  similarity: 1,
  novelty: 0.2,
  now: NOW,
}));
let folder: string;
let file: string;
let engine: HnswEngine;
const open = new Set<HnswEngine>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jophiel-hnsw-'));
  file = join(folder, 'index');
  engine = await HnswEngine.open(options);
  open.add(engine);
  await engine.upsert(items);
  await engine.remove(['3', '4']);
  await engine.saveSnapshot(file, 'as far as 17');
  return async () => {
    for (const each of open) await each.close();
    open.clear();
    await rm(folder, { recursive: true });
  };
});

async function restore(from = file, others: Partial<typeof options> = {}) {
  const restored = await HnswEngine.fromSnapshot(from, { ...options, ...others });
  open.add(restored.engine);
  return restored;
}

async function graphOf(rowsFile: string): Promise<string> {
  const { note } = await readSnapshot(rowsFile, space);
  return join(folder, (JSON.parse(note) as { graph: string }).graph);
}

const idsOf = (list: readonly Neighbour[]) => list.map(({ id }) => id);

const refused = (why: string) => ({
  code: 'SNAPSHOT_UNUSABLE',
  message: expect.stringContaining(why) as string,
});

test('a restored index has its note and gives the same answers', async () => {
  const { engine: restored, note } = await restore();
  expect(note).toBe('as far as 17');
  expect(restored.size()).toBe(998);
  expect(await restored.search(queries)).toEqual(await engine.search(queries));
  expect(await restored.get('77')).toEqual(items[76]);
  expect(await restored.get('3')).toBeUndefined();
});

test('a restored index handles new, changed and removed items like the original', async () => {
  const { engine: restored } = await restore(file, { threads: 16 });
  const changes = ['3', '10', '11', 'new'].map((id) => catalogue.item(id));
  for (const each of [engine, restored]) {
    await each.upsert(changes);
    await each.remove(['20', '21', 'new']);
  }
  expect(restored.size()).toBe(997);
  const answers = await restored.search(queries);
  expect(answers).toEqual(await engine.search(queries));
  expect(idsOf(answers.flat())).not.toContain('20');
  const dense = toDense(changes[0]!.vector, space.dimensions);
  const [nearest] = await restored.search([{ ...queries[0]!, vector: dense, novelty: 0, k: 1 }]);
  expect(nearest![0]!.id).toBe('3');
});

test('nodes of changed items are used again after any number of restores', async () => {
  const { size } = await stat(await graphOf(file));
  let last = engine;
  for (let round = 0; round < 4; round++) {
    await last.upsert(items.slice(0, 500).map(({ id }) => catalogue.item(id)));
    await last.saveSnapshot(file, '');
    last = (await restore()).engine;
  }
  expect(last.size()).toBe(998 + 2);
  expect((await stat(await graphOf(file))).size).toBeLessThan(size * 1.05);
});

test('a snapshot holds the state of the call, without later changes', async () => {
  const saving = engine.saveSnapshot(file, '');
  const adding = engine.upsert([catalogue.item('late')]);
  await Promise.all([saving, adding, engine.search(queries)]);
  expect((await restore()).engine.size()).toBe(998);
});

test('changes wait for the graph to be written, searches do not', async () => {
  const unthreaded = await HnswEngine.open({ ...options, threads: 0 });
  open.add(unthreaded);
  await unthreaded.upsert(items);
  const before = await unthreaded.search(queries);
  const ended: string[] = [];
  const saving = unthreaded.saveSnapshot(join(folder, 'other'), '');
  const changing = unthreaded.remove(idsOf(before[0]!)).then(() => ended.push('change'));
  const found = await unthreaded.search(queries);
  ended.push('search');
  await Promise.all([saving, changing]);
  expect(ended).toEqual(['search', 'change']);
  expect(idsOf(found[0]!)).toEqual(idsOf(before[0]!));
});

test('a later snapshot replaces the previous one and removes leftovers of a killed process', async () => {
  await writeFile(`${file}.left-by-a-kill.graph`, 'half a graph');
  await writeFile(join(folder, 'another.graph'), '');
  await engine.saveSnapshot(file, 'later');
  expect((await readdir(folder)).sort()).toEqual([
    'another.graph',
    'index',
    expect.stringMatching(/^index\..*\.graph$/),
  ]);
  expect((await restore()).note).toBe('later');
});

test('a kill between graph and rows leaves the previous snapshot', async () => {
  const before = await graphOf(file);
  await copyFile(before, `${file}.written-and-never-named.graph`);
  expect((await restore()).note).toBe('as far as 17');
});

test('a snapshot whose rows cannot be written leaves no graph', async () => {
  const taken = join(folder, 'taken');
  await mkdir(taken);
  const names = await readdir(folder);
  await expect(engine.saveSnapshot(taken, '')).rejects.toThrow('EISDIR');
  expect(await readdir(folder)).toEqual(names);
});

test.each([
  ['cut short', async (graph: string) => writeFile(graph, (await readFile(graph)).subarray(0, -100))],
  ['changed in a byte', async (graph: string) => writeFile(graph, (await readFile(graph)).fill(1, 50_000, 50_001))],
  ['empty', async (graph: string) => writeFile(graph, '')],
  ['missing', async (graph: string) => rm(graph)],
])('a graph is refused when it is %s', async (_, damage) => {
  await damage(await graphOf(file));
  await expect(restore()).rejects.toMatchObject(refused('has no usable graph'));
});

test('rows with another graph are refused', async () => {
  await engine.upsert([catalogue.item('new')]);
  const other = join(folder, 'other');
  await engine.saveSnapshot(other, '');
  await copyFile(await graphOf(other), await graphOf(file));
  await expect(restore()).rejects.toMatchObject(refused('has no usable graph'));
});

test('damaged rows are refused', async () => {
  await writeFile(file, (await readFile(file)).fill(1, 50_000, 50_100));
  await expect(restore()).rejects.toMatchObject(refused('is damaged'));
});

test('rows of an exact engine are refused', async () => {
  const exact = await ExactEngine.open({ space, threads: 0 });
  await exact.saveSnapshot(file, '[]');
  await expect(restore()).rejects.toMatchObject(refused('is not in the format jophiel hnsw index'));
});

test('a graph of another version of usearch or of other options is refused', async () => {
  const { store, note } = await readSnapshot(file, space);
  const save = async (text: string) =>
    writeSnapshot(file, space, { pages: store.copyPages(), ...store.state, note: text });
  for (const [part, other] of [
    [/usearch [\d.]+/, 'usearch 1.0.0'],
    ['"connectivity\\":16', '"connectivity\\":8'],
  ] as const) {
    expect(note.replace(part, other)).not.toBe(note);
    await save(note.replace(part, other));
    await expect(restore()).rejects.toMatchObject(refused('is not in the format jophiel hnsw index'));
  }
  await save(note);
  expect((await restore()).note).toBe('as far as 17');
});

test.each([
  ['layout', { ...space, layout: 'b' }],
  ['dimensions', { ...space, dimensions: 65 }],
  ['halfLifeMs', { ...space, halfLifeMs: 1 }],
])('an index with another %s is refused', async (key, other) => {
  await expect(restore(file, { space: other })).rejects.toMatchObject(refused(`is of ${key} `));
});

test('a restored index keeps its landmark, and is refused after three half-lives', async () => {
  const { engine: first } = await restore(file, { landmark: NOW + 2 * DAY });
  await first.saveSnapshot(file, '');
  expect((await restore(file, { landmark: NOW + 3 * DAY })).engine.size()).toBe(998);
  await expect(restore(file, { landmark: NOW + 3 * DAY + 1 })).rejects.toMatchObject(
    refused('built more than 3 half-lives of novelty ago'),
  );
});
