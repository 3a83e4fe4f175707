import { type Voice, voicesAbout } from '@jophiel/learning';
import type { Executor } from '@jophiel/postgres';
import type { Listener, ScoringOptions } from '@jophiel/scoring';
import { MAX_LIKED } from '../listeners.ts';
import { loadColumns } from '../postgres/statements/load-columns.ts';
import { loadLiked } from '../postgres/statements/load-liked.ts';
import { loadListeners } from '../postgres/statements/load-listeners.ts';
import { likesOf } from './likes.ts';

/** A listener whose co-interaction is known for some items, with what each liked item says about them. */
export interface ListenerForItems {
  /** Undefined for a user without a profile. */
  readonly listener: Listener | undefined;
  /** By item, the strongest first. */
  readonly voices: ReadonlyMap<string, readonly Voice[]>;
}

/** A user as ranked, for a few items: reads what was learned about these and holds no weights in memory. */
export async function listenerForItems(
  executor: Executor,
  userId: string,
  sampleIds: readonly string[],
  options: Pick<ScoringOptions, 'layout' | 'definitive' | 'calculator' | 'meanings' | 'positionScale'>,
): Promise<ListenerForItems> {
  const [[listener], liked] = await Promise.all([
    loadListeners(executor, [userId], options),
    options.calculator.learns ? loadLiked(executor, [userId], options, MAX_LIKED) : undefined,
  ]);
  const items = liked?.get(userId);
  if (listener === undefined || items === undefined) return { listener, voices: new Map() };
  const columns = await loadColumns(
    executor,
    sampleIds,
    items.map(({ sampleId }) => sampleId),
  );
  const numbered = items.flatMap((item) => {
    const column = columns.get(item.sampleId);
    return column === undefined ? [] : [{ ...item, number: column.number }];
  });
  const voices = new Map(
    sampleIds.map((sampleId) => {
      const weights = columns.get(sampleId)?.weights;
      return [sampleId, weights === undefined ? [] : voicesAbout(weights, numbered)] as const;
    }),
  );
  const sumOf = (sampleId: string) => (voices.get(sampleId) ?? []).reduce((sum, { part }) => sum + part, 0);
  return { listener: { ...listener, likes: { ...likesOf(items, undefined), coInteraction: sumOf } }, voices };
}
