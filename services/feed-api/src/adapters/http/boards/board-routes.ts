import {
  BoardIdeasAnswer,
  BoardIdeasBody,
  BoardIdeasQuery,
  BoardParameters,
  MOST_BOARD_SAMPLES,
} from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { problemAnswers, type Server } from '@jophiel/http';
import type { Executor } from '@jophiel/postgres';
import { similarityByFeature } from '@jophiel/scoring';
import type { Layout } from '@jophiel/vectors';
import { filtersIn, type ParseFilters } from '../../../core/filters/parse-filters.ts';
import type { BoardIdeas, SuggestForBoard } from '../../../handlers/boards/suggest-for-board.ts';
import { loadBoard } from '../../../statements/boards/load-board.ts';
import { filtersDescribed } from '../filters-described.ts';
import { readId } from '../read-id.ts';

export interface BoardRoutesOptions {
  readonly ids: Ids;
  readonly database: Executor;
  readonly layout: Layout;
  readonly parseFilters: ParseFilters;
  readonly suggest: SuggestForBoard;
  readonly now: () => Date;
}

/** `GET /v1/boards/{board_id}/ideas` for a board that events told of, `POST /v1/boards/ideas` for any samples. */
export function addBoardRoutes(server: Server, options: BoardRoutesOptions): void {
  const { ids, database, parseFilters, suggest } = options;
  const common = { tags: ['boards'], response: { 200: BoardIdeasAnswer, ...problemAnswers } };

  server.get(
    '/v1/boards/:board_id/ideas',
    {
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
      const sampleIds = await loadBoard(database, boardId, MOST_BOARD_SAMPLES);
      if (sampleIds.length === 0)
        throw new JophielError('NOT_FOUND', `There is no board ${params.board_id} with anything on it.`);
      const found = await suggest({ sampleIds, limit: query.limit, userId, filters });
      return answerOf(ids.write(boardId), found, query.explain === 1, options);
    },
  );

  server.post(
    '/v1/boards/ideas',
    { schema: { ...common, summary: 'Samples that go with the given ones', body: BoardIdeasBody } },
    async ({ body }) => {
      const filters = parseFilters(body.filters ?? {}, { path: '/body/filters' });
      const sampleIds = body.sample_ids.map((id, index) => readId(String(id), `/body/sample_ids/${index}`, ids));
      const userId = body.user_id === undefined ? undefined : readId(String(body.user_id), '/body/user_id', ids);
      const found = await suggest({ sampleIds: [...new Set(sampleIds)], limit: body.limit ?? 20, userId, filters });
      return answerOf(null, found, body.explain === 1, options);
    },
  );
}

function answerOf(
  board_id: BoardIdeasAnswer['board_id'],
  { centres, ideas, unknown }: BoardIdeas,
  explained: boolean,
  { ids, layout, now }: BoardRoutesOptions,
): BoardIdeasAnswer {
  if (centres.length === 0)
    throw new JophielError('NOT_FOUND', 'None of the samples has a vector (yet), so nothing can go with them.');
  return {
    board_id,
    generated_at: now().toISOString(),
    centres: centres.map(({ members }) => ({ samples: members.length })),
    samples: ideas.map(({ item, centre }) => ({
      sample_id: ids.write(item.sampleId),
      score: item.similarity,
      centre,
      ...(explained ? { features: similarityByFeature(layout, item.vector, centres[centre]!.vector) } : {}),
    })),
    unknown_sample_ids: unknown.map(ids.write),
  };
}
