import { searchTextsOf, searchWords } from '@jophiel/domain';
import { emptyVector } from '@jophiel/vectors';
import type { HeldPages } from '../../lists/use-cases/held-pages.ts';
import { type Found, type Match, orderMatches } from '../core/order-matches.ts';
import type { MatchRow } from '../statements/find-matches.ts';
import { listenerOf } from '../../shared/use-cases/listener-of.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import { matchesOf } from './matches-of.ts';

export interface SearchContext extends SharedContext {
  /** By user and words. */
  readonly heldResults: HeldPages<SearchResult>;
}

export interface SearchRequest {
  /** Undefined for an anonymous listener. */
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

/**
 * Searches for a user. What the user has decided on is found like everything else: whoever searches may look for what
 * they liked. Pages after the first are of the result that the first was of while it is remembered, and afterwards of
 * one with novelty as of then, which is the same unless the catalogue or the taste has changed.
 */
export async function search(request: SearchRequest, context: SearchContext): Promise<SearchResult> {
  const { userId, text, page, asOf } = request;
  const { heldResults, now } = context;
  const key = JSON.stringify([userId, searchWords(text)]);
  const held = page > 1 ? heldResults.listAsOf(key, asOf, now().getTime()) : undefined;
  if (held !== undefined) return held;
  const generatedAt = page > 1 && asOf !== undefined ? asOf : now();
  const result = { generatedAt, found: await find(request, generatedAt, context) };
  heldResults.hold(key, result, now().getTime());
  return result;
}

async function find({ userId, text }: SearchRequest, at: Date, context: SearchContext): Promise<Found[]> {
  const { database, domain, unlisted } = context;
  const languages = [...new Set(searchTextsOf(domain).flatMap((indexed) => indexed.languages))];
  const rows = await matchesOf(database, searchWords(text), languages);
  const listed = rows.filter(({ sampleId }) => !unlisted.has(sampleId));
  return orderMatches(await scored(userId, listed, at, context));
}

/** ScoreFinal of each match, without the penalty of a decision. */
async function scored(
  userId: string | undefined,
  rows: readonly MatchRow[],
  at: Date,
  { database, arms, cachedCandidates, popularity }: SearchContext,
): Promise<Match[]> {
  const listener = { ...(await listenerOf(database, userId, arms)), decided: new Set<string>() };
  const { calculator, layout } = (userId === undefined ? arms.control : arms.of(userId)).options;
  // Vectors are read only where there is a taste to compare them with.
  const candidates = listener.taste === undefined ? [] : await cachedCandidates.get(rows, layout.id);
  const vectors = new Map(candidates.map(({ sampleId, vector }) => [sampleId, vector]));
  // One without a vector is being analysed again at this moment.
  const items = rows.map((row) => ({ ...row, vector: vectors.get(row.sampleId) ?? emptyVector }));
  const { total } = calculator.scores(listener, items, { popularity: popularity(), now: at.getTime() });
  return items.map(({ sampleId, relevance }, row) => ({ sampleId, relevance, scoreFinal: total[row]! }));
}
