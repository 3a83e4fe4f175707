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
  const known = new Set(items.map(({ id }) => id));
  const resolved = withoutCopies(interactions, samples);
  const before = resolved.filter(({ at }) => at < splitAt);
  const after = resolved.filter(({ at }) => at >= splitAt);
  const met = new Map(
    before.flatMap(({ userId: user, sampleId: item }) =>
      item === undefined || !known.has(item) ? [] : [[`${user}\t${item}`, { user, item }]],
    ),
  );
  const ofItems = ({ item }: Choice) => known.has(item);
  return {
    name: 'log',
    items,
    train: choicesOf(before, definition, creators).filter(ofItems),
    test: choicesOf(after, definition, creators).filter(
      (choice) => ofItems(choice) && !met.has(`${choice.user}\t${choice.item}`),
    ),
    // A feed may hide what its user made; where it does not, the baselines alone are spared it.
    met: [...met.values(), ...items.map(({ id, creatorId }) => ({ user: creatorId, item: id }))],
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

/**
 * Interactions as if each had been with the original of a copy, because the system that is told them knows no copies. Left
 * out are those with copies of the user's own, which that system would take for the work of somebody else.
 */
function withoutCopies(
  interactions: readonly NamedInteraction[],
  samples: readonly SampleRow[],
): readonly NamedInteraction[] {
  const copies = new Map(
    samples.flatMap((sample) => (sample.duplicate_of === null ? [] : [[sample.sample_id, sample]])),
  );
  return interactions.flatMap((interaction) => {
    const copy = interaction.sampleId === undefined ? undefined : copies.get(interaction.sampleId);
    if (copy === undefined) return [interaction];
    return copy.creator_id === interaction.userId ? [] : [{ ...interaction, sampleId: copy.duplicate_of! }];
  });
}

/** The positive items of each user, by the fold of the services. */
function choicesOf(
  interactions: readonly NamedInteraction[],
  definition: DomainDefinition,
  creators: ReadonlyMap<string, string>,
): Choice[] {
  const fold = foldOptionsOf(definition);
  const { meanings, layout, positionScale } = fold;
  const byUser = Map.groupBy(interactions, ({ userId }) => userId);
  return [...byUser].flatMap(([userId, own]) => {
    const state = stateOf({ userId, version: 0, layout, sums: emptySums(), reaction: undefined });
    state.needsRefold = true;
    for (const each of own) {
      const interaction = foldedInteraction(each, meanings);
      if (interaction !== undefined) foldInteraction(state, interaction, { ...fold, vectors: new Map() });
    }
    const liked = positiveItems(state.signals.values(), {
      meanings,
      originalOf: (id) => id,
      isOwn: (id) => creators.get(id) === userId,
      positionScale,
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
