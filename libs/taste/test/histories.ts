import fc from 'fast-check';
import type { Deed } from './naive-profile.ts';

const DAY = 86_400_000;
const START = Date.parse('2025-01-01T00:00:00Z');

export const samples = ['1', '2', '3', '4', '5'];
const boards = ['7', '8'];
const creators = ['20', '21'];

/** Few moments, so that some things happen at the same time. */
const at = fc
  .record({ day: fc.constantFrom(0, 1, 29, 90, 400), hour: fc.constantFrom(0, 7) })
  .map(({ day, hour }) => START + day * DAY + (hour * DAY) / 24);
const sampleId = fc.constantFrom(...samples);
const common = { at, eventId: fc.uuid() };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...common, name: fc.constantFrom('like', 'unlike'), sampleId }) },
  { weight: 2, arbitrary: fc.record({ ...common, name: fc.constantFrom('dislike', 'undislike'), sampleId }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...common,
      name: fc.constantFrom('add_to_board', 'remove_from_board'),
      sampleId,
      collectionId: fc.constantFrom(...boards),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ ...common, name: fc.constantFrom('play', 'skip', 'share', 'comment'), sampleId }),
  },
  { weight: 1, arbitrary: fc.record({ ...common, name: fc.constant('impression'), sampleId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...common,
      name: fc.constantFrom('follow', 'unfollow'),
      creatorId: fc.constantFrom(...creators),
    }),
  },
);

/** What one user did with a few samples, times, boards and creators, each event with an id of its own. */
export const history = fc.uniqueArray(deed, { selector: ({ eventId }) => eventId, minLength: 1, maxLength: 40 });

/** How a history arrives: in any order, some of it more than once, in batches; some samples' vectors only after a while. */
export interface Arrival {
  readonly history: readonly Deed[];
  readonly batches: readonly (readonly Deed[])[];
  /** From sample to after how many batches its vector comes, and after how many more the tastes are folded anew. */
  readonly late: ReadonlyMap<string, { readonly after: number; readonly refoldAfter: number }>;
}

export const arrival: fc.Arbitrary<Arrival> = history.chain((deeds) =>
  fc
    .record({
      repeated: fc.subarray(deeds),
      size: fc.integer({ min: 1, max: 8 }),
      late: fc.array(fc.tuple(sampleId, fc.record({ after: fc.nat({ max: 10 }), refoldAfter: fc.nat({ max: 2 }) })), {
        maxLength: 2,
      }),
    })
    .chain(({ repeated, size, late }) => {
      const delivered = [...deeds, ...repeated];
      return fc.shuffledSubarray(delivered, { minLength: delivered.length }).map((order) => ({
        history: deeds,
        batches: Array.from({ length: Math.ceil(order.length / size) }, (_, index) =>
          order.slice(index * size, (index + 1) * size),
        ),
        late: new Map(late),
      }));
    }),
);
