import { ExactEngine } from '@jophiel/nearest';
import { expect, test } from 'vitest';
import { LayoutIndex } from './layout-index.ts';

const space = { layout: 'test', dimensions: 8, halfLifeMs: 1e9 };

test('another engine needs a snapshot even without changed samples; the same engine does not', async () => {
  const [engine, other] = await Promise.all([
    ExactEngine.open({ space, threads: 0 }),
    ExactEngine.open({ space, threads: 0 }),
  ]);
  const index = new LayoutIndex({ ...space, isOwn: true }, engine, new Map([['1', 1]]));
  const { version } = index;
  index.goOnWith(engine);
  expect(index.version).toBe(version);
  index.goOnWith(other);
  expect([index.engine, index.version > version]).toEqual([other, true]);
});
