import type { Catalogue } from '@jophiel/candidates';
import type { Executor } from '@jophiel/postgres';
import { type Layout, tokenVector } from '@jophiel/vectors';
import type { CachedLists, NearestList, Question } from '../core/cached-lists.ts';
import { loadCountedTokens } from '../statements/load-counted-tokens.ts';
import { storeLists } from '../statements/store-lists.ts';
import type { IsCurrent } from './is-current.ts';

export interface Asked {
  readonly question: Question;
  /** Samples that are in no list because the question is about them. */
  readonly own: ReadonlySet<string>;
  /** Before anything was read for the answer. */
  readonly at: Date;
}

export interface Made {
  readonly lists: readonly NearestList[];
  /** Names of the tokens that the lists were sought by. */
  readonly tokens: readonly string[];
}

/** @param stored what the cache has for the question, current or not */
export type CurrentLists = (
  asked: Asked,
  stored: CachedLists | undefined,
  make: () => Promise<Made>,
) => Promise<CachedLists>;

export interface CurrentListsOptions {
  readonly database: Executor;
  readonly layout: Layout;
  readonly isCurrent: IsCurrent;
  /** As of some seconds ago. */
  readonly catalogue: () => Promise<Catalogue>;
  /** Told of each answer, and whether it came from the cache. */
  readonly onAnswer: (kind: Question['kind'], isCached: boolean) => void;
}

/** Answers from the cache what is current there; makes and stores the rest. */
export function listsCache({ database, layout, isCurrent, catalogue, onAnswer }: CurrentListsOptions): CurrentLists {
  return async ({ question, own, at }, stored, make) => {
    const isCached = stored !== undefined && (await isCurrent(stored, { own, isFiltered: question.filters !== '' }));
    onAnswer(question.kind, isCached);
    if (isCached) return stored;
    // The catalogue as it was before the search: the search knows these terms or later ones.
    const { tokens: known } = await catalogue();
    const { lists, tokens } = await make();
    const made = { generatedAt: at, lists };
    if (lists.length > 0 && (await isComplete(tokens, known))) await storeLists(database, question, layout.id, made);
    return made;
  };

  /**
   * Candidates are found by the terms that the catalogue is known to have. If it has one more by now, the lists may lack
   * samples that no change will tell of, so they are not stored. Tokens that the layout does not make find nothing.
   */
  async function isComplete(tokens: readonly string[], known: Catalogue['tokens']): Promise<boolean> {
    const names = new Set(known.map(({ name }) => name));
    const missing = tokens.filter((token) => !names.has(token) && tokenVector(layout, token) !== undefined);
    return missing.length === 0 || (await loadCountedTokens(database, missing)).length === 0;
  }
}
