import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnchanged } from './stored-feed.ts';

const items = fc
  .uniqueArray(fc.nat(500).map(String), { maxLength: 30 })
  .chain((ids) =>
    fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: ids.length, maxLength: ids.length })
      .map((scores) => ids.map((sampleId, index) => ({ sampleId, score: scores[index]! }))),
  );

test('a feed is unchanged while its items are the same and their scores moved within the tolerance, in any order', () => {
  fc.assert(
    fc.property(items, fc.double({ min: -0.0099, max: 0.0099, noNaN: true }), (feed, drift) => {
      const moved = feed.map(({ sampleId, score }, index) => ({
        sampleId,
        score: score + (index % 2 ? drift : -drift),
      }));
      expect(isUnchanged(moved.toReversed(), feed)).toBe(true);
    }),
  );
});

test('a feed has changed when an item was added, removed, replaced or moved', () => {
  fc.assert(
    fc.property(items, fc.nat(), (feed, seed) => {
      fc.pre(feed.length > 0);
      const at = seed % feed.length;
      const other = (change: object) => feed.map((item, index) => (index === at ? { ...item, ...change } : item));
      expect(isUnchanged([...feed, { sampleId: 'new', score: 0 }], feed)).toBe(false);
      expect(isUnchanged(feed.toSpliced(at, 1), feed)).toBe(false);
      expect(isUnchanged(other({ sampleId: 'new' }), feed)).toBe(false);
      for (const step of [-0.0101, 0.0101])
        expect(isUnchanged(other({ score: feed[at]!.score + step }), feed)).toBe(false);
    }),
  );
});
