import { randomUUID } from 'node:crypto';
import type { OutsideEnvelope } from '@jophiel/contracts';
import { type DomainDefinition, idsOf, sendersOf } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import type { Choice, DataItem, DataSet } from '../data/data-set.ts';

/** What a platform and its analyser would have sent, had the data set happened there. */
export interface DataSetEvents {
  items(items: readonly DataItem[]): Iterable<OutsideEnvelope>;
  follows(follows: DataSet['follows'], at: number): Iterable<OutsideEnvelope>;
  choices(choices: readonly Choice[]): Iterable<OutsideEnvelope>;
  erasures(users: readonly string[], at: number): Iterable<OutsideEnvelope>;
}

/**
 * A choice becomes the interaction that `sync.likes` of the definition names, or, into a board of the user's own, the
 * first that collects.
 * @throws JophielError DOMAIN_INVALID when the definition has no such interaction
 */
export function eventsOf(definition: DomainDefinition, kind: 'likes' | 'boards'): DataSetEvents {
  const { platform, analyser } = sendersOf(definition);
  const { write } = idsOf(definition);
  const event = (event_name: string, at: number, source: string, payload: Record<string, unknown>) => ({
    event_name,
    event_id: randomUUID().replaceAll('-', ''),
    event_timestamp: new Date(at).toISOString(),
    source,
    payload,
  });
  const { name, collectionKey } = kind === 'likes' ? likeOf(definition) : collectionOf(definition);
  return {
    *items(items) {
      for (const { id, creatorId, publishedAt, metadata } of items)
        yield event('sample.analyzed', publishedAt, analyser, {
          sample_id: write(id),
          creator_id: write(creatorId),
          metadata,
        });
    },
    *follows(follows, at) {
      const { sync, interactions } = definition;
      const follow = sync?.follows === undefined ? undefined : interactions[sync.follows];
      if (sync?.follows === undefined || follow?.kind !== 'follow') return;
      for (const { user, creator } of follows)
        yield event(`user.interaction.${sync.follows}`, at, platform, {
          user_id: write(user),
          [follow.creatorKey]: write(creator),
        });
    },
    *choices(choices) {
      for (const { user, item, at } of choices)
        yield event(`user.interaction.${name}`, at, platform, {
          user_id: write(user),
          sample_id: write(item),
          ...(collectionKey === undefined ? {} : { [collectionKey]: write(user) }),
        });
    },
    *erasures(users, at) {
      for (const user of users) yield event('user.lifecycle.deleted', at, platform, { user_id: write(user) });
    },
  };
}

interface ChoiceInteraction {
  readonly name: string;
  readonly collectionKey?: string;
}

function likeOf({ name, sync, interactions }: DomainDefinition): ChoiceInteraction {
  if (sync?.likes !== undefined && sync.likes in interactions) return { name: sync.likes };
  throw new JophielError(
    'DOMAIN_INVALID',
    `The definition ${name} does not say which interaction is a like; set sync.likes to its name.`,
  );
}

function collectionOf({ name, interactions }: DomainDefinition): ChoiceInteraction {
  for (const [interaction, about] of Object.entries(interactions))
    if (about.kind === 'collect') return { name: interaction, collectionKey: about.collectionKey };
  throw new JophielError(
    'DOMAIN_INVALID',
    `The definition ${name} has no interaction of the kind collect, so that there are no boards; add one.`,
  );
}
