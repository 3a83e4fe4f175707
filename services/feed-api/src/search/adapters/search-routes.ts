import { SearchAnswer, SearchPointsAnswer, SearchQuery } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { forUsers, problemAnswers, type Request, type Server } from '@jophiel/http';
import { paginate } from '../../lists/core/paginate.ts';
import { timeOf } from '../../lists/adapters/query-keys.ts';
import { explain } from '../../shared/use-cases/explain.ts';
import { search, type SearchContext } from '../use-cases/search.ts';
import { writeExplanation } from '../../shared/adapters/explanations.ts';
import { urlOf } from '../../lists/adapters/url-of.ts';

export interface SearchRoutesContext extends SearchContext {
  readonly ids: Ids;
  readonly publicUrl: string | undefined;
}

type SearchRequest = Request & { readonly query: SearchQuery };

export function addSearchRoutes(server: Server, context: SearchRoutesContext): void {
  const { ids, unlisted, publicUrl } = context;

  const answer = async (request: SearchRequest) => {
    const { q, user_id, page, per_page, as_of } = request.query;
    const userId = user_id === undefined ? undefined : readId(user_id, '/query/user_id', ids);
    const asOf = as_of === undefined ? undefined : timeOf(as_of);
    const { generatedAt, found } = await search({ userId, text: q, page, asOf }, context);
    const generated_at = generatedAt.toISOString();
    const { items, pagination } = paginate(
      found,
      { page, per_page },
      { url: urlOf(request, publicUrl), as_of: generated_at, kept: keptOf(request.query) },
    );
    return {
      head: { user_id: userId === undefined ? null : ids.write(userId), generated_at },
      items: items.filter(({ sampleId }) => !unlisted.has(sampleId)),
      pagination,
      asked: { userId, at: generatedAt },
    };
  };

  const explained = async (
    { query }: SearchRequest,
    { items, asked: { userId, at } }: Awaited<ReturnType<typeof answer>>,
  ) => {
    if (query.explain !== 1) return {};
    const explanations = await explain({ userId, at, sampleIds: items.map(({ sampleId }) => sampleId) }, context);
    return {
      explanations: items.flatMap(({ sampleId, score, parts }) => {
        const of = explanations.get(sampleId);
        return of === undefined
          ? []
          : [{ sample_id: ids.write(sampleId), score, parts, score_final: writeExplanation(of, ids) }];
      }),
    };
  };

  server.get(
    '/v1/search',
    {
      config: { process: 'search', access: forUsers('feeds:read') },
      schema: {
        summary: 'Samples that have all words, half by their text and half by what the user likes',
        tags: ['search'],
        querystring: SearchQuery,
        response: { 200: SearchAnswer, ...problemAnswers },
      },
    },
    async (request) => {
      const answered = await answer(request);
      const { head, items, pagination } = answered;
      const sample_ids = items.map(({ sampleId }) => ids.write(sampleId));
      return { ...head, sample_ids, pagination, ...(await explained(request, answered)) };
    },
  );

  server.get(
    '/v1/search/points',
    {
      config: { process: 'search', access: forUsers('feeds:read') },
      schema: {
        summary: 'The same with the score of each sample',
        tags: ['search'],
        querystring: SearchQuery,
        response: { 200: SearchPointsAnswer, ...problemAnswers },
      },
    },
    async (request) => {
      const answered = await answer(request);
      const { head, items, pagination } = answered;
      const samples = items.map(({ sampleId, score, scoreFinal }) => ({
        sample_id: ids.write(sampleId),
        score,
        score_final: scoreFinal,
      }));
      return { ...head, samples, pagination, ...(await explained(request, answered)) };
    },
  );
}

function keptOf({ q, user_id, explain }: SearchQuery): string {
  const kept = Object.entries({ q, user_id, explain }).filter(([, value]) => value !== undefined);
  return kept.map(([key, value]) => `&${key}=${encodeURIComponent(String(value))}`).join('');
}
