import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform, randomFrom } from '@jophiel/generator';
import type { NearestItem } from '@jophiel/nearest';
import { layoutOf, meanDirection, tokenName, vectorise } from '@jophiel/vectors';
import { listenersOf } from './listeners.ts';

export interface NearestData {
  readonly dimensions: number;
  readonly items: readonly NearestItem[];
  /** Tastes of users whose liked items are similar. */
  readonly tastes: readonly Float32Array[];
}

const DAY = 86_400_000;
const INTERACTIONS_PER_USER = 40;
const OLDEST_DAYS = 120;
const LIKES = 30;
/** Kinds of items: a few are common, each has favourite values in every block. */
const KINDS = 200;
const KIND_TAIL = 0.8;
const FAVOURITES = 3;
const FAVOURITE_TAIL = 1.5;
/** Share of the blocks with a favourite value of the kind; the others are random. */
const TYPICAL = 0.9;
/** Share of the items that are variants of an earlier one: one block has another value. */
const VARIANT = 0.35;
/** Maximum number of kinds that a user likes. */
const MAX_KINDS = 3;

/** Samples with vectors as the vectorizer makes them, and tastes from the interactions of the imaginary platform. */
export function platformData(samples: number, users: number, now: number): NearestData {
  const domain = loadDefinition('audio');
  const layout = layoutOf(domain.features);
  const interactions = users * INTERACTIONS_PER_USER;
  const platform = new ImaginaryPlatform(domain, { users: 2 * users, samples, interactions, seed: 3, now });
  const items = Array.from(platform.samples(), ({ payload, event_timestamp }): NearestItem => {
    const { sample_id, creator_id, metadata } = payload as {
      readonly sample_id: number;
      readonly creator_id: number;
      readonly metadata: Readonly<Record<string, unknown>>;
    };
    const { vector, tokens } = vectorise(layout, metadata);
    const publishedAt = Date.parse(event_timestamp);
    return { id: String(sample_id), creatorId: String(creator_id), publishedAt, vector, tokens: tokens.map(tokenName) };
  });
  const known = items.map(({ id, ...item }) => ({ ...item, sampleId: id }));
  const tastes = listenersOf(domain, platform.interactions(), known, now).flatMap(({ taste }) => taste ?? []);
  return { dimensions: layout.dimensions, items, tastes: tastes.slice(0, users) };
}

/**
 * Items of a given number of dimensions and entries, one entry in each of equally large blocks. Kinds and variants imitate
 * one-hot features and hashed tags.
 */
export function shapedData(
  { dimensions, entries }: { readonly dimensions: number; readonly entries: number },
  samples: number,
  users: number,
  now: number,
): NearestData {
  const random = randomFrom(5);
  const block = Math.floor(dimensions / entries);
  // Weights differ, as in every definition: the first is five times the last.
  const weights = Array.from({ length: entries }, (_, place) => 5 - (4 * place) / Math.max(entries - 1, 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const values = Float32Array.from(weights, (weight) => Math.sqrt(weight / total));
  const kinds = Array.from({ length: KINDS }, () =>
    Array.from({ length: entries }, () => Array.from({ length: FAVOURITES }, () => random.below(block))),
  );
  const ofKind: number[][] = kinds.map(() => []);
  const items: NearestItem[] = [];
  for (let number = 0; number < samples; number++) {
    const kind = random.zipf(KINDS, KIND_TAIL);
    const alike = ofKind[kind]!;
    const model = alike.length > 0 && random.next() < VARIANT ? items[alike[random.below(alike.length)]!] : undefined;
    const indices =
      model === undefined
        ? Uint16Array.from(kinds[kind]!, (favourites, place) => {
            const isTypical = random.next() < TYPICAL;
            const value = isTypical ? favourites[random.zipf(FAVOURITES, FAVOURITE_TAIL)]! : random.below(block);
            return place * block + value;
          })
        : model.vector.indices.slice();
    const changed = random.below(entries);
    if (model !== undefined) indices[changed] = changed * block + random.below(block);
    const publishedAt = now - random.next() * OLDEST_DAYS * DAY;
    items.push({ id: String(number), creatorId: String(kind), publishedAt, vector: { indices, values }, tokens: [] });
    alike.push(number);
  }
  const tastes = Array.from({ length: users }, () => {
    const liked = Array.from({ length: 1 + random.below(MAX_KINDS) }, () => ofKind[random.zipf(KINDS, KIND_TAIL)]!);
    return tasteOf(() => {
      const alike = liked[random.below(liked.length)]!;
      return items[alike[random.below(alike.length)]!]!;
    }, dimensions);
  });
  return { dimensions, items, tastes };
}

/** Tastes of users who like everything: the worst case of a search, because no item is far from them. */
export function diffuseTastes({ items, dimensions }: NearestData, count: number): Float32Array[] {
  const random = randomFrom(7);
  return Array.from({ length: count }, () => tasteOf(() => items[random.below(items.length)]!, dimensions));
}

function tasteOf(next: () => NearestItem, dimensions: number): Float32Array {
  return meanDirection(
    Array.from({ length: LIKES }, () => next().vector),
    dimensions,
  );
}
