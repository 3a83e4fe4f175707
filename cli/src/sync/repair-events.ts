import type { OutsideEnvelope, SyncItem, SyncKind } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { idFrom } from '@jophiel/events';
import type { Differences } from './compare.ts';
import { keyOf } from './items.ts';

export interface Repair {
  readonly events: readonly OutsideEnvelope[];
  /** Differences that events cannot repair: samples with an id only, and users who would be erased. */
  readonly left: number;
}

/**
 * The events that make our list equal to the platform's. Their ids derive from their content and the day: repeating a
 * repair sends duplicates, and a later repair is not taken for this one.
 */
export function repairEvents(
  kind: SyncKind,
  { missing, changed, surplus }: Differences,
  { domain, now }: { domain: DomainDefinition; now: Date },
): Repair {
  const event = (name: string, payload: Record<string, unknown>, key: string, at = now.toISOString()) => ({
    event_name: name,
    event_id: idFrom(`sync ${name} ${key} ${now.toISOString().slice(0, 10)}`),
    event_timestamp: at,
    source: 'jophiel.sync',
    payload,
  });
  const updated = ({ sample_id, creator_id, metadata = {}, version }: SyncItem) =>
    event('sample.lifecycle.updated', { sample_id, creator_id, metadata }, `${sample_id} ${version}`);
  /** The first sets the time of publication; the second, as of now, overrides a deletion of ours. */
  const published = (item: SyncItem) => {
    const { sample_id, creator_id, metadata, at } = item;
    const created = event('sample.lifecycle.created', { sample_id, creator_id }, `${sample_id}`, at);
    return metadata === undefined ? [created] : [created, updated(item)];
  };

  switch (kind) {
    case 'samples': {
      const described = missing.filter(({ creator_id }) => creator_id !== undefined);
      return {
        events: [
          ...described.flatMap(published),
          ...changed.map(updated),
          ...surplus.map(({ sample_id }) => event('sample.lifecycle.deleted', { sample_id }, `${sample_id}`)),
        ],
        left: missing.length - described.length,
      };
    }
    case 'users':
      return {
        events: missing.map(({ user_id }) => event('user.lifecycle.created', { user_id }, `${user_id}`)),
        left: surplus.length,
      };
    case 'likes':
    case 'follows': {
      const { done, undone } = pairEvents(kind, domain);
      return {
        events: [
          ...missing.map((item) => event(done.name, done.payload(item), keyOf(kind, item), item.at)),
          ...surplus.map((item) => event(undone.name, undone.payload(item), keyOf(kind, item))),
        ],
        left: 0,
      };
    }
    default:
      return kind satisfies never;
  }
}

interface PairEvent {
  readonly name: string;
  payload(item: SyncItem): Record<string, unknown>;
}

/** Event names of a like or follow and of its undo. */
function pairEvents(kind: 'likes' | 'follows', domain: DomainDefinition): { done: PairEvent; undone: PairEvent } {
  const name = domain.sync?.[kind];
  const interaction = name === undefined ? undefined : domain.interactions[name];
  const named = (word: string) => `user.interaction.${word}`;
  if (interaction?.kind === 'toggle') {
    const payload = ({ user_id, sample_id }: SyncItem) => ({ user_id, sample_id });
    return { done: { name: named(name!), payload }, undone: { name: named(interaction.undo), payload } };
  }
  if (interaction?.kind === 'follow') {
    const about = (key: string) => (item: SyncItem) => ({ user_id: item.user_id, [key]: item.creator_id });
    return {
      done: { name: named(name!), payload: about(interaction.creatorKey) },
      undone: { name: named(interaction.undo), payload: about(interaction.undoCreatorKey) },
    };
  }
  throw new JophielError('DOMAIN_INVALID', `The domain definition names no interaction under sync.${kind}.`);
}
