import type { RememberedCandidates } from '@jophiel/candidates';
import { type SearchLanguage, searchWords } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import { emptyVector } from '@jophiel/vectors';
import type { HeldPages } from '../../lists/use-cases/held-pages.ts';
import { type Found, type Match, orderMatches } from '../core/order-matches.ts';
import type { MatchRow } from '../statements/find-matches.ts';
import { listenerOf } from '../../shared/use-cases/listener-of.ts';
import { matchesOf } from './matches-of.ts';

export interface SearchOptions {
  readonly database: Executor;
  readonly arms: Arms;
  /** In which the texts are indexed. */
  readonly languages: readonly SearchLanguage[];
  readonly remembered: RememberedCandidates;
  /** From 0 to 1, by sample. */
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly isGone: (sampleId: string) => boolean;
  /** By user and words. */
  readonly heldResults: HeldPages<SearchResult>;
  readonly now: () => Date;
}

export interface SearchRequest {
  /** Undefined for anybody. */
  readonly userId: string | undefined;
  readonly text: string;
  readonly page: number;
  /** For pages after the first: when the first was made. */
  readonly asOf: Date | undefined;
}

export interface SearchResult {
  readonly generatedAt: Date;
  /** All matches, the best first. */
  readonly found: readonly Found[];
}

export type Search = (request: SearchRequest) => Promise<SearchResult>;

/**
 * Searches for a user. What the user has decided on is found like everything else: whoever searches may look for what
 * they liked. Pages after the first are of the result that the first was of while it is remembered, and afterwards of
 * one with novelty as of then, which is the same unless the catalogue or the taste has changed.
 */
export function searcher({ heldResults, now, ...options }: SearchOptions): Search {
  return async ({ userId, text, page, asOf }) => {
    const key = JSON.stringify([userId, searchWords(text)]);
    const held = page > 1 ? heldResults.listAsOf(key, asOf, now().getTime()) : undefined;
    if (held !== undefined) return held;
    const generatedAt = page > 1 && asOf !== undefined ? asOf : now();
    const result = { generatedAt, found: await search(userId, text, generatedAt, options) };
    heldResults.hold(key, result, now().getTime());
    return result;
  };
}

async function search(
  userId: string | undefined,
  text: string,
  at: Date,
  options: Omit<SearchOptions, 'heldResults' | 'now'>,
): Promise<Found[]> {
  const { database, languages, isGone } = options;
  const rows = await matchesOf(database, searchWords(text), languages);
  return orderMatches(
    await scored(
      userId,
      rows.filter(({ sampleId }) => !isGone(sampleId)),
      at,
      options,
    ),
  );
}

/** ScoreFinal of each match, without the penalty of a decision. */
async function scored(
  userId: string | undefined,
  rows: readonly MatchRow[],
  at: Date,
  { database, arms, remembered, popularity }: Omit<SearchOptions, 'heldResults' | 'now'>,
): Promise<Match[]> {
  const listener = { ...(await listenerOf(database, userId, arms)), decided: new Set<string>() };
  const { calculator, layout } = (userId === undefined ? arms.control : arms.of(userId)).options;
  // Vectors are read only where there is a taste to compare them with.
  const candidates = listener.taste === undefined ? [] : await remembered.get(rows, layout.id);
  const vectors = new Map(candidates.map(({ sampleId, vector }) => [sampleId, vector]));
  // One without a vector is being analysed again at this moment.
  const items = rows.map((row) => ({ ...row, vector: vectors.get(row.sampleId) ?? emptyVector }));
  const { total } = calculator.scores(listener, items, { popularity: popularity(), now: at.getTime() });
  return items.map(({ sampleId, relevance }, row) => ({ sampleId, relevance, scoreFinal: total[row]! }));
}
