import type { Catalogue } from '@jophiel/candidates';
import { tokenVector } from '@jophiel/vectors';
import type { CachedLists, NearestList, Question } from '../core/cached-lists.ts';
import { loadCountedTokens } from '../statements/load-counted-tokens.ts';
import { storeLists } from '../statements/store-lists.ts';
import { isCurrent } from './is-current.ts';
import type { SimilarContext } from './similar-context.ts';

export interface Asked {
  readonly question: Question;
  readonly own: ReadonlySet<string>;
  readonly at: Date;
}

export interface Made {
  readonly lists: readonly NearestList[];
  readonly tokens: readonly string[];
}

export type ListsContext = Pick<SimilarContext, 'database' | 'arms' | 'changes' | 'catalogue' | 'onAnswer'>;

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
  // The catalogue from before the search: the search knows these terms or later ones.
  const { tokens: known } = await catalogue();
  const { lists, tokens } = await make();
  const made = { generatedAt: at, lists };
  if (lists.length > 0 && (await isComplete(tokens, known, context)))
    await storeLists(database, question, arms.control.options.layout.id, made);
  return made;
}

/** A new term may mean samples that the search missed and no change reports: then the lists are not stored. */
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
