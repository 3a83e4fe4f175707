import type { OutsideEnvelope } from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf, interactionMeanings, sendersOf, subjectKeysOf } from '@jophiel/domain';
import { type Choice, type DataItem, type DataSet, termsOf } from '@jophiel/evaluation';
import {
  foldedInteraction,
  foldInteraction,
  foldOptionsOf,
  type NamedInteraction,
  positiveItems,
  stateOf,
} from '@jophiel/taste';
import { emptySums } from '@jophiel/vectors';
import type { SampleRow } from '../whatif/statements/read-samples.ts';

/**
 * The operator's own log as a data set: a system is told what happened before the split, and must find the items that
 * users came to like after it and had not met before. Items that were published later, or are unlisted now, are left out;
 * of the others the metadata are those of today, because the log has no former ones.
 * @param splitAt epoch ms
 */
export function splitLog(
  interactions: readonly NamedInteraction[],
  samples: readonly SampleRow[],
  definition: DomainDefinition,
  splitAt: number,
): DataSet {
  const items = samples
    .filter(
      ({ listed, duplicate_of, published_at }) => listed && duplicate_of === null && published_at.getTime() < splitAt,
    )
    .map(itemOf);
  const creators = new Map(samples.map(({ sample_id, creator_id }) => [sample_id, creator_id]));
  const originals = new Map(samples.map(({ sample_id, duplicate_of }) => [sample_id, duplicate_of ?? sample_id]));
  const known = new Set(items.map(({ id }) => id));
  const before = interactions.filter(({ at }) => at < splitAt);
  const after = interactions.filter(({ at }) => at >= splitAt);
  const met = new Set(
    before.flatMap(({ userId, sampleId }) => (sampleId === undefined ? [] : [`${userId}\t${sampleId}`])),
  );
  const options = { originalOf: (id: string) => originals.get(id) ?? id, creators };
  const ofItems = ({ item }: Choice) => known.has(item);
  return {
    name: 'log',
    items,
    train: choicesOf(before, definition, options).filter(ofItems),
    test: choicesOf(after, definition, options).filter(
      (choice) => ofItems(choice) && !met.has(`${choice.user}\t${choice.item}`),
    ),
    follows: [],
    log: eventsOfLog(before, definition),
  };
}

function itemOf({ sample_id, creator_id, published_at, metadata }: SampleRow): DataItem {
  return {
    id: sample_id,
    creatorId: creator_id,
    publishedAt: published_at.getTime(),
    metadata,
    terms: termsOf(metadata),
  };
}

/** The positive items of each user, by the fold of the services. */
function choicesOf(
  interactions: readonly NamedInteraction[],
  definition: DomainDefinition,
  { originalOf, creators }: { originalOf: (id: string) => string; creators: ReadonlyMap<string, string> },
): Choice[] {
  const { meanings, layout, dimensions } = foldOptionsOf(definition);
  const byUser = Map.groupBy(interactions, ({ userId }) => userId);
  return [...byUser].flatMap(([userId, own]) => {
    const state = stateOf({ userId, version: 0, layout, sums: emptySums(), reaction: undefined });
    state.needsRefold = true;
    for (const each of own) {
      const interaction = foldedInteraction(each, meanings);
      if (interaction !== undefined) foldInteraction(state, interaction, { vectors: new Map(), dimensions });
    }
    const liked = positiveItems(state.signals.values(), {
      meanings,
      originalOf,
      isOwn: (id) => creators.get(id) === userId,
    });
    return liked.map(({ sampleId, at }) => ({ user: userId, item: sampleId, at }));
  });
}

/** The events that the platform had sent. */
function eventsOfLog(interactions: readonly NamedInteraction[], definition: DomainDefinition): OutsideEnvelope[] {
  const ids: Ids = idsOf(definition);
  const meanings = interactionMeanings(definition);
  const { platform } = sendersOf(definition);
  return interactions
    .toSorted((one, other) => one.at - other.at)
    .flatMap((interaction) => {
      const meaning = meanings.get(interaction.name);
      if (meaning === undefined) return [];
      const keys = subjectKeysOf(meaning);
      const subject = (['sampleId', 'creatorId', 'collectionId'] as const).flatMap((part) => {
        const [key, id] = [keys[part], interaction[part]];
        return key === undefined || id === undefined ? [] : [[key, ids.write(id)] as const];
      });
      return [
        {
          event_name: `user.interaction.${interaction.name}`,
          event_id: interaction.eventId.replaceAll('-', ''),
          event_timestamp: new Date(interaction.at).toISOString(),
          source: platform,
          payload: { user_id: ids.write(interaction.userId), ...Object.fromEntries(subject) },
        },
      ];
    });
}
