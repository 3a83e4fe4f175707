import { searchTextsOf, searchWords } from '@jophiel/domain';
import { emptyVector } from '@jophiel/vectors';
import type { PagedLists } from '../../lists/use-cases/paged-lists.ts';
import { type Found, type Match, orderMatches } from '../core/order-matches.ts';
import type { MatchRow } from '../statements/find-matches.ts';
import { listenerOf } from '../../shared/use-cases/listener-of.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import { matchesOf } from './matches-of.ts';

export interface SearchContext extends SharedContext {
  readonly pagedResults: PagedLists<SearchResult>;
}

export interface SearchRequest {
  readonly userId: string | undefined;
  readonly text: string;
  readonly page: number;
  readonly asOf: Date | undefined;
}

export interface SearchResult {
  readonly generatedAt: Date;
  readonly found: readonly Found[];
}

/** Finds decided samples too, because users look for what they liked. */
export async function search(request: SearchRequest, context: SearchContext): Promise<SearchResult> {
  const { userId, text, page, asOf } = request;
  const { pagedResults, now } = context;
  const key = JSON.stringify([userId, searchWords(text)]);
  const cached = page > 1 ? pagedResults.listAsOf(key, asOf, now().getTime()) : undefined;
  if (cached !== undefined) return cached;
  const generatedAt = page > 1 && asOf !== undefined ? asOf : now();
  const result = { generatedAt, found: await find(request, generatedAt, context) };
  pagedResults.keep(key, result, now().getTime());
  return result;
}

async function find({ userId, text }: SearchRequest, at: Date, context: SearchContext): Promise<Found[]> {
  const { database, domain, unlisted } = context;
  const languages = [...new Set(searchTextsOf(domain).flatMap((indexed) => indexed.languages))];
  const rows = await matchesOf(database, searchWords(text), languages);
  const listed = rows.filter(({ sampleId }) => !unlisted.has(sampleId));
  return orderMatches(await scored(userId, listed, at, context));
}

/** The penalty for a decision does not apply. */
async function scored(
  userId: string | undefined,
  rows: readonly MatchRow[],
  at: Date,
  { database, arms, cachedCandidates, popularity }: SearchContext,
): Promise<Match[]> {
  const listener = { ...(await listenerOf(database, userId, arms)), decided: new Set<string>() };
  const { calculator, layout } = (userId === undefined ? arms.control : arms.of(userId)).options;
  const candidates = listener.taste === undefined ? [] : await cachedCandidates.get(rows, layout.id);
  const vectors = new Map(candidates.map(({ sampleId, vector }) => [sampleId, vector]));
  // A sample without a vector is being analysed again.
  const items = rows.map((row) => ({ ...row, vector: vectors.get(row.sampleId) ?? emptyVector }));
  const { scoreFinal } = calculator.scores(listener, items, { popularity: popularity(), now: at.getTime() });
  return items.map(({ sampleId, relevance }, row) => ({ sampleId, relevance, scoreFinal: scoreFinal[row]! }));
}
