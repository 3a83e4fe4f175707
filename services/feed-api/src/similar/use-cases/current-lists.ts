import type { Catalogue } from '@jophiel/candidates';
import { tokenVector } from '@jophiel/vectors';
import type { CachedLists, NearestList, Question } from '../core/cached-lists.ts';
import { loadCountedTokens } from '../statements/load-counted-tokens.ts';
import { storeLists } from '../statements/store-lists.ts';
import { isCurrent } from './is-current.ts';
import type { SimilarContext } from './similar-context.ts';

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

export type ListsContext = Pick<SimilarContext, 'database' | 'arms' | 'changes' | 'catalogue' | 'onAnswer'>;

/**
 * Answers from the cache what is current there; makes and stores the rest.
 * @param stored what the cache has for the question, current or not
 */
export async function currentLists(
  { question, own, at }: Asked,
  stored: CachedLists | undefined,
  make: () => Promise<Made>,
  context: ListsContext,
): Promise<CachedLists> {
  const { database, arms, catalogue, onAnswer } = context;
  const about = { own, isFiltered: question.filters !== '' };
  const isCached = stored !== undefined && (await isCurrent(stored, about, context));
  onAnswer(question.kind, isCached);
  if (isCached) return stored;
  // The catalogue as it was before the search: the search knows these terms or later ones.
  const { tokens: known } = await catalogue();
  const { lists, tokens } = await make();
  const made = { generatedAt: at, lists };
  if (lists.length > 0 && (await isComplete(tokens, known, context)))
    await storeLists(database, question, arms.control.options.layout.id, made);
  return made;
}

/**
 * Candidates are found by the terms that the catalogue is known to have. If it has one more by now, the lists may lack
 * samples that no change will tell of, so they are not stored. Tokens that the layout does not make find nothing.
 */
async function isComplete(
  tokens: readonly string[],
  known: Catalogue['tokens'],
  { database, arms }: ListsContext,
): Promise<boolean> {
  const { layout } = arms.control.options;
  const names = new Set(known.map(({ name }) => name));
  const missing = tokens.filter((token) => !names.has(token) && tokenVector(layout, token) !== undefined);
  return missing.length === 0 || (await loadCountedTokens(database, missing)).length === 0;
}
