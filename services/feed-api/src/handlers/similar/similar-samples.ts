import { createHash } from 'node:crypto';
import type { Catalogue } from '@jophiel/candidates';
import { JophielError } from '@jophiel/errors';
import type { Executor } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import { noFilters } from '../../core/filters/filters.ts';
import type { ParseFilters } from '../../core/filters/parse-filters.ts';
import { LIST_LENGTH, type SimilarList } from '../../core/similar/similar-list.ts';
import { loadMetadata } from '../../statements/load-metadata.ts';
import { loadSeed, type Seed } from '../../statements/similar/load-seed.ts';
import { storeSimilar } from '../../statements/similar/store-similar.ts';
import { listenerOf } from '../listener-of.ts';
import type { FindNearest } from '../nearest-items.ts';
import type { IsCurrent } from './is-current.ts';

export interface SimilarOptions {
  readonly database: Executor;
  readonly arms: Arms;
  readonly findNearest: FindNearest;
  readonly parseFilters: ParseFilters;
  readonly isCurrent: IsCurrent;
  /** As of lately. */
  readonly catalogue: () => Promise<Catalogue>;
  readonly isGone: (sampleId: string) => boolean;
  /** How long a list may be kept, in ms. */
  readonly heldMs: number;
  readonly now: () => Date;
}

export interface SimilarRequest {
  readonly sampleId: string;
  /** At most LIST_LENGTH. */
  readonly limit: number;
  /** Whose decisions are left out; undefined for nobody's. */
  readonly userId: string | undefined;
  /** By features, as the request has them. */
  readonly filters: Readonly<Record<string, unknown>>;
}

export interface Similar {
  readonly seed: Seed;
  readonly generatedAt: Date;
  /** The most similar first. */
  readonly samples: readonly { readonly sampleId: string; readonly similarity: number }[];
}

export type FindSimilar = (request: SimilarRequest) => Promise<Similar>;

/**
 * The samples most similar to one. Lists are kept for everybody, by what was asked; what a user has decided on is left
 * out of them afterwards, and only where too few remain is looked for anew.
 * @throws JophielError NOT_FOUND for a sample that is unknown or was removed, BODY_INVALID for filters that cannot be read
 */
export function similarFinder(options: SimilarOptions): FindSimilar {
  const { database, arms, isGone, heldMs, now } = options;
  const { layout } = arms.control.options;

  return async ({ sampleId, limit, userId, filters }) => {
    const at = now();
    const key = keyOf(filters);
    const known = await loadSeed(database, { sampleId, filters: key, notBefore: new Date(at.getTime() - heldMs) });
    if (known === undefined) throw new JophielError('NOT_FOUND', `There is no sample ${sampleId}.`);
    const { seed } = known;
    if (seed.layout !== layout.id) {
      // Nothing to compare with yet; what is wrong with the request is said all the same.
      await filtersOf(sampleId, filters);
      return { seed, generatedAt: at, samples: [] };
    }
    const list = await currentList(known, key, filters, at);
    const decided = userId === undefined ? new Set<string>() : (await listenerOf(database, userId, arms)).decided;
    const samples = list.sampleIds
      .map((id, index) => ({ sampleId: id, similarity: list.similarities[index]! }))
      .filter((sample) => !decided.has(sample.sampleId) && !isGone(sample.sampleId));
    if (samples.length >= limit || list.sampleIds.length < LIST_LENGTH)
      return { seed, generatedAt: list.generatedAt, samples: samples.slice(0, limit) };
    return { seed, generatedAt: at, samples: await find(seed, filters, { limit, decided }) };
  };

  async function currentList(
    { seed, list }: { readonly seed: Seed; readonly list: SimilarList | undefined },
    key: string,
    filters: SimilarRequest['filters'],
    at: Date,
  ): Promise<SimilarList> {
    if (list !== undefined && (await options.isCurrent(list, seed, key !== ''))) return list;
    const found = await find(seed, filters, { limit: LIST_LENGTH, decided: new Set() });
    const made = {
      generatedAt: at,
      sampleIds: found.map((item) => item.sampleId),
      similarities: found.map(({ similarity }) => similarity),
    };
    // Candidates are looked for by terms that the catalogue is known to have: with one missing, the list is not the best.
    const { tokens } = await options.catalogue();
    const terms = new Set(tokens.map(({ name }) => name));
    if (seed.tokens.every((token) => terms.has(token))) await storeSimilar(database, seed, key, made);
    return made;
  }

  async function find(
    { sampleId, duplicateOf = sampleId, vector }: Seed,
    filters: SimilarRequest['filters'],
    { limit, decided }: { readonly limit: number; readonly decided: ReadonlySet<string> },
  ) {
    const dense = new Float32Array(layout.dimensions);
    vector.indices.forEach((index, place) => (dense[index] = vector.values[place]!));
    return options.findNearest({
      vector: dense,
      limit,
      exclude: new Set([...decided, sampleId, duplicateOf]),
      filters: await filtersOf(sampleId, filters),
    });
  }

  async function filtersOf(sampleId: string, filters: SimilarRequest['filters']) {
    if (Object.keys(filters).length === 0) return noFilters;
    const seed = (await loadMetadata(database, [sampleId])).get(sampleId) ?? {};
    return options.parseFilters(filters, { path: '/query', seed });
  }
}

/**
 * Filters as they were written, not as they are meant: what is relative to the sample would have to read it first, and
 * the list is of this revision of the sample anyway.
 */
function keyOf(filters: SimilarRequest['filters']): string {
  const entries = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '' : createHash('sha256').update(JSON.stringify(entries)).digest('base64url');
}
