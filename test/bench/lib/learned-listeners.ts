import { likesOf, MAX_LIKED } from '@jophiel/candidates';
import type { OutsideEnvelope } from '@jophiel/contracts';
import { type DomainDefinition, interactionMeanings } from '@jophiel/domain';
import { learnedTable, popularityOf } from '@jophiel/evaluation';
import type { Listener } from '@jophiel/scoring';
import { type PositiveItem, positiveItems, type Signal } from '@jophiel/taste';
import { layoutOf } from '@jophiel/vectors';
import type { Item } from './exact-feed.ts';
import { listenersOf } from './listeners.ts';

/** Users with all that a whole score depends on. */
export interface LearnedListeners {
  readonly listeners: readonly Listener[];
  readonly popularity: ReadonlyMap<string, number>;
  /** Ids, the most popular first. */
  readonly popular: readonly string[];
}

/** The users with the most interactions, and what is learned from those of all users, in this process. */
export async function learnedListenersOf(
  domain: DomainDefinition,
  interactions: readonly OutsideEnvelope[],
  items: readonly Item[],
  { users, now }: { readonly users: number; readonly now: number },
): Promise<LearnedListeners> {
  const creatorOf = new Map(items.map(({ sampleId, creatorId }) => [sampleId, creatorId]));
  const positives = positivesOf(domain, interactions, creatorOf);
  const table = await learnedTable({ items, positives, dimensions: layoutOf(domain.features).dimensions });
  const popularity = popularityOf([...positives.values()].flat(), domain.trending.halfLifeDays, now);
  const listeners = listenersOf(domain, interactions, items, now)
    .filter(({ taste }) => taste !== undefined)
    .slice(0, users)
    .map((listener) => {
      const liked = (positives.get(listener.userId) ?? []).slice(0, MAX_LIKED);
      const withCreators = liked.map((item) => ({ ...item, creatorId: creatorOf.get(item.sampleId) }));
      return { ...listener, likes: likesOf(withCreators, table) };
    });
  const popular = [...popularity].sort(([, one], [, other]) => other - one).map(([sampleId]) => sampleId);
  return { listeners, popularity, popular };
}

/** Items that no sample describes do not count. */
function positivesOf(
  domain: DomainDefinition,
  interactions: readonly OutsideEnvelope[],
  creatorOf: ReadonlyMap<string, string>,
): Map<string, PositiveItem[]> {
  const meanings = interactionMeanings(domain);
  const positionScale = domain.recency?.positionScale;
  const signals = interactions.flatMap(({ event_id, event_name, event_timestamp, payload }): Signal[] => {
    const { user_id, sample_id } = payload as { user_id: number | string; sample_id?: number | string };
    const meaning = meanings.get(event_name.slice('user.interaction.'.length));
    const sampleId = String(sample_id);
    if (meaning?.traits.taste === undefined || meaning.undoes || !creatorOf.has(sampleId)) return [];
    const key = { userId: String(user_id), sampleId, interaction: meaning.name, collectionId: '' };
    return [{ ...key, amount: 1, at: Date.parse(event_timestamp), eventId: event_id }];
  });
  return new Map(
    [...Map.groupBy(signals, ({ userId }) => userId)].map(([userId, own]) => [
      userId,
      positiveItems(own, {
        meanings,
        originalOf: (id) => id,
        isOwn: (id) => creatorOf.get(id) === userId,
        positionScale,
      }),
    ]),
  );
}
