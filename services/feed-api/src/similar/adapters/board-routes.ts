import {
  BoardIdeasAnswer,
  BoardIdeasBody,
  BoardIdeasQuery,
  BoardParameters,
  MAX_BOARD_SAMPLES,
} from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { forServices, forUsers, problemAnswers, type Server } from '@jophiel/http';
import { filtersIn } from '../../lists/core/parse-filters.ts';
import { type BoardIdeas, suggestForBoard } from '../use-cases/suggest-for-board.ts';
import type { SimilarContext } from '../use-cases/similar-context.ts';
import { loadBoard, loadGivenBoard } from '../statements/load-board.ts';
import { featuresOf } from '../../shared/adapters/features-of.ts';
import { filtersDescribed } from '../../lists/adapters/filters-described.ts';

export interface BoardRoutesContext extends SimilarContext {
  readonly ids: Ids;
}

export function addBoardRoutes(server: Server, context: BoardRoutesContext): void {
  const { ids, database, parseFilters } = context;
  const common = { tags: ['boards'], response: { 200: BoardIdeasAnswer, ...problemAnswers } };

  server.get(
    '/v1/boards/:board_id/ideas',
    {
      // Jophiel does not know whose board it is.
      config: { process: 'ideas', access: forServices('feeds:read') },
      schema: {
        ...common,
        summary: 'Samples that go with what is on a board',
        description: filtersDescribed.absolute,
        params: BoardParameters,
        querystring: BoardIdeasQuery,
      },
    },
    async ({ params, query }) => {
      const boardId = readId(params.board_id, '/params/board_id', ids);
      const filters = parseFilters(filtersIn(query, BoardIdeasQuery), { path: '/query' });
      const userId = query.user_id === undefined ? undefined : readId(query.user_id, '/query/user_id', ids);
      const samples = await loadBoard(database, boardId, MAX_BOARD_SAMPLES);
      if (samples.length === 0)
        throw new JophielError('NOT_FOUND', `There is no board ${params.board_id} with anything on it.`);
      const found = await suggestForBoard(
        { samples, limit: query.limit, userId, filters, byContent: query.by === 'content' },
        context,
      );
      return answerOf(ids.write(boardId), found, query.explain === 1, context);
    },
  );

  server.post(
    '/v1/boards/ideas',
    {
      config: { process: 'ideas', access: forUsers('feeds:read') },
      schema: { ...common, summary: 'Samples that go with the given ones', body: BoardIdeasBody },
    },
    async ({ body }) => {
      const filters = parseFilters(body.filters ?? {}, { path: '/body/filters' });
      const sampleIds = body.sample_ids.map((id, index) => readId(String(id), `/body/sample_ids/${index}`, ids));
      const userId = body.user_id === undefined ? undefined : readId(String(body.user_id), '/body/user_id', ids);
      const samples = await loadGivenBoard(database, [...new Set(sampleIds)]);
      const found = await suggestForBoard(
        { samples, limit: body.limit ?? 20, userId, filters, byContent: body.by === 'content' },
        context,
      );
      return answerOf(null, found, body.explain === 1, context);
    },
  );
}

async function answerOf(
  board_id: BoardIdeasAnswer['board_id'],
  { generatedAt, centres, ideas, unknown }: BoardIdeas,
  isExplained: boolean,
  context: BoardRoutesContext,
): Promise<BoardIdeasAnswer> {
  const { ids } = context;
  if (centres.length === 0)
    throw new JophielError('NOT_FOUND', 'None of the samples has a vector (yet), so nothing can go with them.');
  const near = ideas.map(({ sampleId, centre }) => ({ sampleId, to: centres[centre]!.vector }));
  const features = isExplained ? await featuresOf(near, context) : undefined;
  return {
    board_id,
    generated_at: generatedAt.toISOString(),
    centres: centres.map(({ members }) => ({ samples: members })),
    samples: ideas.map(({ sampleId, score, parts, centre }) => ({
      sample_id: ids.write(sampleId),
      score,
      ...(parts === undefined ? {} : { parts }),
      centre,
      ...(features?.has(sampleId) ? { features: features.get(sampleId)! } : {}),
    })),
    unknown_sample_ids: unknown.map(ids.write),
  };
}
