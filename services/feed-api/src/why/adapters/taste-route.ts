import { TasteAnswer, UserParameters } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { forUsers, problemAnswers, type Server } from '@jophiel/http';
import type { DescribedFeature } from '../core/describe-taste.ts';
import { readTaste } from '../use-cases/read-taste.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';

export function addTasteRoute(server: Server, context: SharedContext & { readonly ids: Ids }): void {
  const { ids } = context;
  server.get(
    '/v1/taste/:user_id',
    {
      config: { process: 'taste', access: forUsers('feeds:read') },
      schema: {
        summary: 'What a user likes and avoids, and what it was learned from',
        tags: ['taste'],
        params: UserParameters,
        response: { 200: TasteAnswer, ...problemAnswers },
      },
    },
    async ({ params }) => {
      const userId = readId(params.user_id, '/params/user_id', ids);
      const { version, at, features, signals, seeds } = await readTaste(userId, context);
      return {
        user_id: ids.write(userId),
        generated_at: at.toISOString(),
        version,
        features: features.map(written),
        interactions: signals.map(({ sampleId, interaction, weight, at: time }) => ({
          sample_id: ids.write(sampleId),
          interaction,
          weight,
          at: new Date(time).toISOString(),
        })),
        seeds: {
          sample_ids: (seeds?.sampleIds ?? []).map(ids.write),
          terms: seeds?.terms ?? {},
          event_timestamp: seeds === undefined ? null : new Date(seeds.at).toISOString(),
        },
      };
    },
  );
}

function written(described: DescribedFeature): TasteAnswer['features'][number] {
  const { feature, weight } = described;
  switch (described.kind) {
    case 'number': {
      const { kind, unit, preferred, from, to } = described;
      return { feature, weight, kind, ...(unit === undefined ? {} : { unit }), preferred, from, to };
    }
    case 'cycle': {
      const positions = described.positions.map((each) => ({ position: each.label, weight: each.weight }));
      return { feature, weight, kind: described.kind, positions };
    }
    case 'terms': {
      const [liked, avoided] = [described.liked, described.avoided].map((leanings) =>
        leanings.map((each) => ({ term: each.label, weight: each.weight })),
      );
      return { feature, weight, kind: described.kind, liked: liked!, avoided: avoided! };
    }
    case 'dense':
      return { feature, weight, kind: described.kind };
    default:
      return described satisfies never;
  }
}
