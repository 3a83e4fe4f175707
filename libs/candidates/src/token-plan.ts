import { dotDense, type Layout, type SparseVector, tokenVector } from '@jophiel/vectors';

/** A token of the catalogue: in how many samples it stands, and in which direction it pulls. */
export interface CatalogueToken {
  readonly name: string;
  readonly samples: number;
  readonly vector: SparseVector;
}

/** What is known of the catalogue as a whole. */
export interface Catalogue {
  readonly tokens: readonly CatalogueToken[];
  /** How many samples may be recommended. */
  readonly samples: number;
}

/** With which tokens to look for candidates. */
export interface TokenPlan {
  /** Tokens that add to a candidate's score, and how much the whole of each adds. */
  readonly scoring: readonly { readonly name: string; readonly pull: number }[];
  /** Of these a candidate has at least one: without any it cannot be among the best. */
  readonly essential: readonly string[];
  /** How many samples have one, counting those with several as often. */
  readonly essentialRows: number;
}

/** Nothing to look for: what is new and trending remains. */
export const noPlan: TokenPlan = { scoring: [], essential: [], essentialRows: 0 };

/** More scoring tokens cost more than they still find. */
const MAX_SCORING = 16;
const MAX_ESSENTIAL = 40;
/** Samples with an essential token: enough to choose from, as a multiple of the wanted and as a share of all … */
const ROWS_PER_WANTED = 10;
const SHARE_OF_ALL = 0.06;
/** … which tokens may exceed by so much: one is not given up for a few rows. */
const OVERDRAFT = 2;
/**
 * … and the strong ones together may stand in this share of all, more is no choice any more. Fewer would leave out one
 * side of a taste for two things: with a fifth, some users missed three in four of their true best.
 */
const STRONG_SHARE_OF_ALL = 0.3;
const WEAKEST_PULL = 0.02;
/** What pulls less than this share of the strongest is not essential, however rare: it may be a hash collision. */
const ESSENTIAL_SHARE = 0.45;

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
 * Flood 1995): the strong and rare ones are essential, and the many weak or frequent ones, a tempo or a key, are only
 * looked up among the samples that have an essential one. So frequent tokens refine the order without costing their
 * whole lists.
 */
export function planTokens({ tokens, samples }: Catalogue, taste: Float32Array, wanted: number): TokenPlan {
  const pulling = tokens
    .map(({ name, samples: frequency, vector }) => ({ name, frequency, pull: dotDense(vector, taste) }))
    .filter(({ pull }) => pull > WEAKEST_PULL)
    .sort((a, b) => b.pull - a.pull);
  const essential = essentialOf(pulling, {
    wanted,
    rows: Math.max(ROWS_PER_WANTED * wanted, SHARE_OF_ALL * samples),
    samples,
  });
  const scoring = new Map([...pulling.slice(0, MAX_SCORING), ...essential].map(({ name, pull }) => [name, pull]));
  return {
    scoring: [...scoring].map(([name, pull]) => ({ name, pull })),
    essential: essential.map(({ name }) => name),
    essentialRows: essential.reduce((sum, { frequency }) => sum + frequency, 0),
  };
}

interface PullingToken {
  readonly name: string;
  readonly frequency: number;
  readonly pull: number;
}

/**
 * The tokens that say most, pull times inverse document frequency: all strong ones that are not everywhere, then others
 * until there are so many rows together. One that has too many is taken only when all else is less than is wanted.
 */
function essentialOf(
  pulling: readonly PullingToken[],
  { wanted, rows, samples }: { wanted: number; rows: number; samples: number },
): PullingToken[] {
  const information = ({ pull, frequency }: PullingToken) => pull * Math.log(1 + samples / frequency);
  const byInformation = (tokens: readonly PullingToken[]) =>
    [...tokens].sort((a, b) => information(b) - information(a));
  const isStrong = ({ pull }: PullingToken) => pull >= ESSENTIAL_SHARE * pulling[0]!.pull;
  const ordered = [
    ...byInformation(pulling.filter(isStrong)),
    ...byInformation(pulling.filter((token) => !isStrong(token))),
  ];
  const chosen: PullingToken[] = [];
  let covered = 0;
  for (const token of ordered) {
    if (chosen.length >= MAX_ESSENTIAL) break;
    if (covered >= rows && !isStrong(token)) break;
    const limit = isStrong(token) ? Math.max(OVERDRAFT * rows, STRONG_SHARE_OF_ALL * samples) : OVERDRAFT * rows;
    if (covered + token.frequency > limit) continue;
    chosen.push(token);
    covered += token.frequency;
  }
  return covered < wanted ? [...chosen, ...ordered.filter((token) => !chosen.includes(token)).slice(0, 1)] : chosen;
}
