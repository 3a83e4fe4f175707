import { forServices, problemAnswers, type Server } from '@jophiel/http';
import type { Executor } from '@jophiel/postgres';
import Type from 'typebox';
import { listTerms } from '../../statements/list-terms.ts';

const TermsQuery = Type.Object({
  feature: Type.Optional(Type.String({ maxLength: 100 })),
  known: Type.Optional(
    Type.Boolean({ description: 'false lists terms that the vocabulary lacks: candidates for new terms and aliases.' }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 100 }),
});

const TermsAnswer = Type.Object({
  terms: Type.Array(
    Type.Object({
      feature: Type.String(),
      term: Type.String(),
      label: Type.String(),
      known: Type.Boolean(),
      samples: Type.Integer(),
    }),
  ),
});

export function addTermsRoute(server: Server, database: Executor): void {
  server.get(
    '/v1/terms',
    {
      config: { access: forServices('operate:read') },
      schema: {
        summary: 'Lists the terms of the catalogue, the most frequent first',
        querystring: TermsQuery,
        response: { 200: TermsAnswer, ...problemAnswers },
      },
    },
    async ({ query }) => {
      const { limit, ...filter } = query;
      return { terms: await listTerms(database, { ...filter, limit }) };
    },
  );
}
