import { beforeEach, describe, expect, test } from 'vitest';
import { PERIOD_MS, TimingBook } from './book.ts';

let now = 0;
let book: TimingBook;
beforeEach(() => {
  now = Date.UTC(2026, 10, 30, 12);
  book = new TimingBook(() => now);
});

/** Unwritten entries, without their common fields. */
const entries = () =>
  book
    .changes()
    .entries.map(({ process, untilItems, times, items, totalMs, minMs, maxMs }) => [
      process,
      untilItems,
      times,
      items,
      totalMs,
      minMs,
      maxMs,
    ]);

describe('"Registro de tiempo detallado": every process, and every 10, 100, 1,000 … items', () => {
  test('consecutive single executions are a run over items; a pause of a second starts another run', () => {
    let at = 0;
    for (let count = 0; count < 1_000; count++) book.single('rank', at, (at += 2));
    at += 1_001;
    for (let count = 0; count < 10; count++) book.single('rank', at, (at += 3));
    expect(entries()).toEqual([
      ['rank', 0, 1_010, 1_010, 2_030, 2, 3],
      ['rank', 10, 2, 0, 50, 20, 30],
      ['rank', 100, 1, 0, 200, 200, 200],
      ['rank', 1_000, 1, 0, 2_000, 2_000, 2_000],
    ]);
  });

  test('parallel executions are one run, from the start of the first', () => {
    for (let count = 0; count < 9; count++) book.single('search', 1_000 + count, 1_100 + count);
    book.single('search', 0, 1_200);
    expect(entries()).toContainEqual(['search', 10, 1, 0, 1_200, 1_200, 1_200]);
  });

  test('executions over items, their items and the milestones of their runs are summed separately', () => {
    book.execution('fold', 5);
    book.items('fold', 120);
    book.milestone('fold', 10, 5);
    book.milestone('fold', 100, 5);
    expect(entries()).toEqual([
      ['fold', 0, 1, 120, 5, 5, 5],
      ['fold', 10, 1, 0, 5, 5, 5],
      ['fold', 100, 1, 0, 5, 5, 5],
    ]);
  });

  test('an open run reports its items and no time', () => {
    book.items('batch', 64);
    expect(entries()).toEqual([['batch', 0, 0, 64, 0, null, null]]);
  });
});

describe('the changes to write', () => {
  test('are the whole entries changed since the last write', () => {
    book.single('rank', 0, 1);
    book.single('search', 0, 1);
    const first = book.changes();
    book.single('search', 0, 3);
    first.written();
    expect(entries()).toEqual([['search', 0, 2, 2, 4, 1, 3]]);
  });

  test('stay the same until they are written, with later changes added', () => {
    book.single('rank', 0, 1);
    book.changes();
    book.single('rank', 0, 3);
    expect(entries()).toEqual([['rank', 0, 2, 2, 4, 1, 3]]);
  });

  test('restart at zero after ten minutes', () => {
    const began = now;
    book.single('rank', 0, 1);
    book.changes().written();
    now += PERIOD_MS;
    book.changes().written();
    book.single('rank', 0, 3);
    const { entries: next } = book.changes();
    expect(next).toMatchObject([{ times: 1, totalMs: 3 }]);
    expect(next[0]!.beganAt.getTime()).toBe(began + PERIOD_MS);
  });

  test('of days without PostgreSQL are two periods with all times', () => {
    let executions = 0;
    for (let period = 0; period < 500; period++) {
      for (let count = 0; count < 7; count++, executions++) book.single('rank', now, now + 1);
      book.changes();
      now += PERIOD_MS;
    }
    const { entries: left, written } = book.changes();
    expect(left.filter(({ untilItems }) => untilItems === 0)).toHaveLength(2);
    expect(left.reduce((sum, { untilItems, times }) => sum + (untilItems === 0 ? times : 0), 0)).toBe(executions);
    written();
    expect(book.changes().entries).toEqual([]);
  });
});

test('include the age of the oldest unwritten time', () => {
  expect([book.unwrittenMs(), book.isWritten()]).toEqual([0, true]);
  book.single('rank', 0, 1);
  expect([book.unwrittenMs(), book.isWritten()]).toEqual([0, false]);
  now += 3_000;
  const first = book.changes();
  now += 1_000;
  book.single('rank', 0, 1);
  now += 500;
  expect(book.unwrittenMs()).toBe(4_500);
  first.written();
  expect(book.unwrittenMs()).toBe(500);
  book.changes().written();
  expect([book.unwrittenMs(), book.isWritten()]).toEqual([0, true]);
});
