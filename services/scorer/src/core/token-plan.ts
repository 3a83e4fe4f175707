import { dotDense, type Layout, type SparseVector, tokenVector } from '@jophiel/vectors';

/** A token of the catalogue: in how many samples it stands, and in which direction it pulls. */
export interface CatalogueToken {
  readonly name: string;
  readonly samples: number;
  readonly vector: SparseVector;
}

/** With which tokens to look for candidates. */
export interface TokenPlan {
  /** Tokens that add to a candidate's score, and how much the whole of each adds. */
  readonly scoring: readonly { readonly name: string; readonly pull: number }[];
  /** Of these a candidate has at least one: without any it cannot be among the best. */
  readonly essential: readonly string[];
}

/** More scoring tokens cost more than they still find. */
const MOST_SCORING = 16;
const MOST_ESSENTIAL = 40;
/** Tokens that pull at least this share of the strongest are essential … */
const ESSENTIAL_SHARE = 0.6;
/** … and as many further ones as it takes to have this many samples to choose from, per item wanted. */
const ROWS_PER_WANTED = 10;
const WEAKEST_PULL = 0.02;

export function catalogueTokens(
  layout: Layout,
  terms: readonly { readonly name: string; readonly samples: number }[],
): CatalogueToken[] {
  return terms.flatMap(({ name, samples }) => {
    const vector = tokenVector(layout, name);
    return vector === undefined ? [] : [{ name, samples, vector }];
  });
}

/**
 * Chooses tokens by how strongly they pull a candidate towards the taste, as MaxScore does for text search (Turtle and
 * Flood 1995): the strong ones are essential, and the many weak and frequent ones, a tempo or a key, are only looked up
 * among the samples that have an essential one. So frequent tokens refine the order without costing their whole lists.
 */
export function planTokens(tokens: readonly CatalogueToken[], taste: Float32Array, wanted: number): TokenPlan {
  const pulling = tokens
    .map(({ name, samples, vector }) => ({ name, samples, pull: dotDense(vector, taste) }))
    .filter(({ pull }) => pull > WEAKEST_PULL)
    .sort((a, b) => b.pull - a.pull);
  const strongest = pulling[0]?.pull ?? 0;
  const essential: typeof pulling = [];
  let rows = 0;
  for (const token of pulling) {
    const isEnough = token.pull < ESSENTIAL_SHARE * strongest && rows >= ROWS_PER_WANTED * wanted;
    if (isEnough || essential.length >= MOST_ESSENTIAL) break;
    essential.push(token);
    rows += token.samples;
  }
  const scoring = new Map([...pulling.slice(0, MOST_SCORING), ...essential].map(({ name, pull }) => [name, pull]));
  return {
    scoring: [...scoring].map(([name, pull]) => ({ name, pull })),
    essential: essential.map(({ name }) => name),
  };
}
