import { expect, test } from 'vitest';
import { SmallFirst } from './small-first.ts';

/** Searches that end on command, and the order of their starts. */
function givenSearches() {
  const order = new SmallFirst();
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const run = async (name: string, queries: number) =>
    order.run(queries, async () => {
      began.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  return { order, began, run, end: (name: string) => ends.get(name)!() };
}

const settled = async () => new Promise((resolve) => setImmediate(resolve));

test('a small search starts at once, a large one after earlier large ones', async () => {
  const { began, run, end } = givenSearches();
  const [first, second] = [run('first', 42), run('second', 42)];
  const small = run('small', 2);
  await settled();
  expect(began).toEqual(['small', 'first']);
  end('first');
  expect(await first).toBe('first');
  await settled();
  expect(began).toEqual(['small', 'first', 'second']);
  end('small');
  end('second');
  expect(await Promise.all([small, second])).toEqual(['small', 'second']);
});

test('a failed large search rejects for its caller only, and the next one starts', async () => {
  const { order } = givenSearches();
  const failing = order.run(42, async () => Promise.reject(new Error('no')));
  const next = order.run(42, async () => 'next');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('next');
});
