import type { OutsideEnvelope } from '@jophiel/contracts';
import { type DomainDefinition, interactionMeanings } from '@jophiel/domain';
import { addContribution, emptySums, layoutOf, tasteAt } from '@jophiel/vectors';
import type { Listener } from '@jophiel/scoring';
import type { Item } from './exact-feed.ts';

interface Payload {
  readonly user_id: number | string;
  readonly sample_id?: number | string;
  readonly [key: string]: unknown;
}

/** Users with taste, follows and decisions, computed from interactions; users with the most interactions first. */
export function listenersOf(
  domain: DomainDefinition,
  interactions: Iterable<OutsideEnvelope>,
  items: readonly Item[],
  now: number,
): Listener[] {
  const byId = new Map(items.map((item) => [item.sampleId, item]));
  const meanings = interactionMeanings(domain);
  const { dimensions } = layoutOf(domain.features);
  const users = new Map<
    string,
    { count: number; sums: ReturnType<typeof emptySums>; followed: Set<string>; decided: Set<string> }
  >();
  for (const { event_name, event_timestamp, payload } of interactions) {
    const { user_id, sample_id, ...rest } = payload as Payload;
    const meaning = meanings.get(event_name.slice('user.interaction.'.length));
    if (meaning === undefined || meaning.undoes) continue;
    const user = users.get(String(user_id)) ?? { count: 0, sums: emptySums(), followed: new Set(), decided: new Set() };
    users.set(String(user_id), user);
    const { traits } = meaning;
    const interaction = domain.interactions[meaning.name]!;
    if (interaction.kind === 'follow') user.followed.add(String(rest[interaction.creatorKey]));
    const item = sample_id === undefined ? undefined : byId.get(String(sample_id));
    if (item === undefined || traits.taste === undefined) continue;
    user.count += 1;
    const { weight, halfLifeDays, definitive } = traits.taste;
    addContribution(user.sums, dimensions, {
      vector: item.vector,
      weight,
      at: Date.parse(event_timestamp),
      halfLifeDays,
    });
    if (definitive) user.decided.add(item.sampleId);
  }
  return [...users]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([userId, { sums, followed, decided }]) => ({
      userId,
      profileVersion: 1,
      taste: tasteAt(sums, now),
      followedCreators: followed,
      decided,
    }));
}
