import { WhyAnswer, WhyParameters } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { forUsers, problemAnswers, type Server } from '@jophiel/http';
import { askWhy } from '../use-cases/ask-why.ts';
import type { WhyContext } from '../use-cases/why-context.ts';
import { writeExplanation } from '../../shared/adapters/explanations.ts';

export function addWhyRoute(server: Server, context: WhyContext & { readonly ids: Ids }): void {
  const { ids } = context;
  server.get(
    '/v1/feed/:user_id/why/:sample_id',
    {
      config: { process: 'why', access: forUsers('feeds:read') },
      schema: {
        summary: 'Why a sample is in the feed of a user, or why not',
        tags: ['feed'],
        params: WhyParameters,
        response: { 200: WhyAnswer, ...problemAnswers },
      },
    },
    async ({ params }) => {
      const userId = readId(params.user_id, '/params/user_id', ids);
      const sampleId = readId(params.sample_id, '/params/sample_id', ids);
      const why = await askWhy(userId, sampleId, context);
      const { isFound, sources, learnedSources, tokens } = why.candidacy;
      return {
        user_id: ids.write(userId),
        sample_id: ids.write(sampleId),
        generated_at: why.generatedAt.toISOString(),
        in_feed: why.rank !== undefined,
        rank: why.rank ?? null,
        score: why.score ?? null,
        score_final: why.scoreFinal ?? null,
        explanation: why.explanation === undefined ? null : writeExplanation(why.explanation, ids),
        learned_now: why.learnedNow ?? null,
        candidate: {
          found: isFound,
          sources: [...sources],
          learned_sources: [...learnedSources],
          tokens: tokens.map((token) => ({ ...token })),
        },
        interactions: why.contributions.map(({ signal, similarity }) => ({
          sample_id: ids.write(signal.sampleId),
          interaction: signal.interaction,
          at: new Date(signal.at).toISOString(),
          similarity,
        })),
        reasons: why.absences.map(({ code, text, sampleId: original }) => ({
          code,
          text,
          ...(original === undefined ? {} : { sample_id: ids.write(original) }),
        })),
      };
    },
  );
}
