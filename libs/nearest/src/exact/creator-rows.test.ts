import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CreatorRows } from './creator-rows.ts';

test('every creator has the rows that were set and not removed, and each row has its place', () => {
  const steps = fc.array(fc.record({ creator: fc.nat(3), slot: fc.nat(99), isAdded: fc.boolean() }));
  fc.assert(
    fc.property(steps, (all) => {
      const rows = new CreatorRows();
      const places = new Map<number, { creator: number; place: number }>();
      for (const { creator, slot, isAdded } of all) {
        const known = places.get(slot);
        if (known !== undefined && !isAdded) {
          const follower = rows.remove(known.creator, known.place);
          places.delete(slot);
          if (follower !== undefined) places.get(follower)!.place = known.place;
        } else if (known === undefined && isAdded) {
          places.set(slot, { creator, place: rows.nextPlace(creator) });
          rows.set(creator, rows.nextPlace(creator), slot);
        }
      }
      for (const creator of [0, 1, 2, 3]) {
        const own = [...places].filter(([, place]) => place.creator === creator);
        expect(rows.of(creator)).toHaveLength(own.length);
        for (const [slot, { place }] of own) expect(rows.of(creator)[place]).toBe(slot);
      }
    }),
  );
});
