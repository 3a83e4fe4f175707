import { interactionMeanings, loadDefinition } from '@jophiel/domain';
import { emptySums, type SparseVector, tasteAt } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrival, type Arrival, history, samples } from '../test/histories.ts';
import { type Deed, expectToBe, naiveProfile } from '../test/naive-profile.ts';
import type { FoldOptions } from './fold-options.ts';
import { foldedInteraction } from './folded-interaction.ts';
import type { Follow } from './follow.ts';
import type { Signal } from './signal.ts';
import { foldSums, type TasteProfile } from './taste-profile.ts';
import { foldInteraction, hasChanged, stateOf } from './user-state.ts';

const domain = loadDefinition('audio');
const meanings = interactionMeanings(domain);
const recorded = interactionMeanings({ ...domain, interactions: { seen: { kind: 'record' } } }).get('seen')!;
const DAY = 86_400_000;
const DIMENSIONS = 6;

/** Every two samples share a dimension. */
const allVectors = new Map<string, SparseVector>(
  samples.map((sampleId, index) => [
    sampleId,
    { indices: Uint16Array.of(index, index + 1), values: Float32Array.of(0.6, index % 2 === 0 ? 0.8 : -0.8) },
  ]),
);

/** What the database is to the service: one user's profile, signals and follows, and the events that were handled. */
class Store {
  profile: TasteProfile = { userId: 'u', version: 0, layout: 'l', sums: emptySums(), reaction: undefined };
  readonly signals = new Map<string, Signal>();
  readonly follows = new Map<string, Follow>();
  readonly vectors = new Map(allVectors);
  readonly #handled = new Set<string>();
  readonly #fold: Pick<FoldOptions, 'meanings' | 'dimensions' | 'positionScale'>;

  constructor(positionScale?: number) {
    this.#fold = { meanings, dimensions: DIMENSIONS, positionScale };
  }

  /** As the service handles a batch. @returns whether anything changed, and whether the feed moves */
  handle(batch: readonly Deed[]): { changed: boolean; moves: boolean } {
    const state = stateOf(this.profile);
    for (const [key, signal] of this.signals) state.signals.set(key, signal);
    for (const [key, follow] of this.follows) state.follows.set(key, follow);
    for (const deed of batch) {
      if (this.#handled.has(deed.eventId)) continue;
      this.#handled.add(deed.eventId);
      const { sampleId, creatorId, collectionId, ...rest } = deed;
      const named = { ...rest, userId: 'u', sampleId, creatorId, collectionId };
      const folded = foldedInteraction(named, meanings);
      if (folded !== undefined) foldInteraction(state, folded, { ...this.#fold, vectors: this.vectors });
    }
    for (const key of state.changedSignals) this.signals.set(key, state.signals.get(key)!);
    for (const key of state.changedFollows) this.follows.set(key, state.follows.get(key)!);
    this.profile = state.profile;
    if (state.needsRefold) this.refold();
    return { changed: hasChanged(state), moves: state.moves };
  }

  refold(): void {
    const known = [...this.signals.values()].flatMap((signal) => {
      const vector = this.vectors.get(signal.sampleId);
      return vector === undefined ? [] : [{ signal, vector }];
    });
    this.profile = { ...this.profile, sums: foldSums(known, this.#fold) };
  }

  get parts() {
    return { signals: this.signals.values(), follows: this.follows.values(), sums: this.profile.sums };
  }
}

function storeAfter(...deeds: readonly Deed[]): Store {
  const store = new Store();
  for (const deed of deeds) store.handle([deed]);
  return store;
}

/** Lets everything arrive. A vector that comes after the last batch never came. */
function arrive({ batches, late }: Arrival, positionScale?: number): Store {
  const store = new Store(positionScale);
  for (const sampleId of late.keys()) store.vectors.delete(sampleId);
  const refoldsAt = new Set<number>();
  batches.forEach((batch, index) => {
    for (const [sampleId, { after, refoldAfter }] of late) {
      if (after !== index) continue;
      store.vectors.set(sampleId, allVectors.get(sampleId)!);
      refoldsAt.add(index + refoldAfter);
    }
    store.handle(batch);
    if (refoldsAt.delete(index)) store.refold();
  });
  if (refoldsAt.size > 0) store.refold();
  return store;
}

describe('whatever the order, the batches, the repeats and the time at which vectors come', () => {
  test('the fold is what the history says', () => {
    fc.assert(
      fc.property(arrival, (arriving) => {
        const store = arrive(arriving);
        expectToBe(store.parts, naiveProfile(arriving.history, domain), domain, store.vectors);
      }),
      { numRuns: 500 },
    );
  });

  test('and that where positions count as well', () => {
    const recency = { positionScale: 2 };
    fc.assert(
      fc.property(arrival, (arriving) => {
        const store = arrive(arriving, recency.positionScale);
        expectToBe(store.parts, naiveProfile(arriving.history, domain), { ...domain, recency }, store.vectors);
      }),
      { numRuns: 500 },
    );
  });

  test('and stays that when everything arrives once more', () => {
    fc.assert(
      fc.property(arrival, (arriving) => {
        const store = arrive(arriving);
        const { version, sums } = structuredClone(store.profile);
        for (const batch of arriving.batches) expect(store.handle(batch)).toEqual({ changed: false, moves: false });
        expect(store.profile).toMatchObject({ version, sums });
      }),
    );
  });
});

let lastId = 0;
const deed = (name: string, day: number, sampleId = '1', eventId = `e${lastId++}`): Deed => ({
  name,
  sampleId,
  at: day * DAY,
  eventId,
});

describe('taking back', () => {
  test('an un-like is the exact inverse of a like, whatever else is there', () => {
    fc.assert(
      fc.property(history, (deeds) => {
        const before = storeAfter(...deeds);
        before.refold();
        const after = storeAfter(...deeds);
        after.vectors.set('6', allVectors.get('1')!);
        after.handle([deed('like', 100_000, '6')]);
        expect(after.profile.sums).not.toEqual(before.profile.sums);
        after.handle([deed('unlike', 100_001, '6')]);
        expect(after.profile.sums).toEqual(before.profile.sums);
      }),
    );
  });

  test('an un-like and a like again are one like at the later time', () => {
    const again = storeAfter(deed('like', 1), deed('unlike', 2), deed('like', 3));
    const once = storeAfter(deed('like', 3));
    expect(again.profile.sums).toEqual(once.profile.sums);
    expect([...again.signals.values()][0]).toMatchObject({ amount: 1, at: 3 * DAY });
  });

  test('an un-like that arrives before its like still wins, because it happened later', () => {
    const store = new Store();
    store.handle([deed('unlike', 2)]);
    expect(store.handle([deed('like', 1)])).toEqual({ changed: false, moves: false });
    expect(store.profile.sums).toEqual(emptySums());
  });

  test('off one board leaves the sample on the other', () => {
    const onBoard = (name: string, day: number, collectionId: string) => ({ ...deed(name, day), collectionId });
    const store = storeAfter(
      onBoard('add_to_board', 1, '7'),
      onBoard('add_to_board', 1, '8'),
      onBoard('remove_from_board', 2, '7'),
    );
    expect(store.profile.sums).toEqual(storeAfter(onBoard('add_to_board', 1, '8')).profile.sums);
  });

  test('everything leaves no taste', () => {
    const store = storeAfter(deed('like', 1), deed('dislike', 1, '2'), deed('unlike', 2), deed('undislike', 2, '2'));
    expect(tasteAt(store.profile.sums, 3 * DAY)).toBeUndefined();
  });
});

describe('an interaction with a sample that has no vector', () => {
  test('is kept and moves the feed, but is in no taste until the vector comes', () => {
    const store = new Store();
    store.vectors.delete('1');
    expect(store.handle([deed('like', 1)])).toEqual({ changed: true, moves: true });
    expect([...store.signals.values()]).toHaveLength(1);
    expect(store.profile.sums).toEqual(emptySums());
    store.vectors.set('1', allVectors.get('1')!);
    store.refold();
    expect(tasteAt(store.profile.sums, DAY)).toEqual(Float32Array.of(0.6, 0.8, 0, 0, 0, 0));
  });

  test('that is taken back before it comes leaves nothing behind', () => {
    const store = new Store();
    store.vectors.delete('1');
    store.handle([deed('like', 1), deed('unlike', 2)]);
    store.vectors.set('1', allVectors.get('1')!);
    store.refold();
    expect(store.profile.sums).toEqual(emptySums());
  });
});

test('what is only recorded, or was known to an earlier definition, is not folded', () => {
  const named = { userId: 'u', sampleId: '1', creatorId: undefined, collectionId: undefined, at: 0, eventId: 'e' };
  const recording = new Map([...meanings, ['seen', recorded]]);
  for (const name of ['seen', 'superlike'])
    expect(foldedInteraction({ ...named, name }, recording as typeof meanings)).toBeUndefined();
  expect(foldedInteraction({ ...named, name: 'unlike' }, meanings)).toMatchObject({
    meaning: { name: 'like', undoes: true },
    collectionId: '',
  });
});

test('an interaction without the sample or the creator that it is about changes nothing', () => {
  const store = new Store();
  const { sampleId: _, ...incomplete } = deed('like', 1);
  expect(store.handle([incomplete, { ...incomplete, name: 'follow', eventId: 'other' }])).toEqual({
    changed: false,
    moves: false,
  });
});
