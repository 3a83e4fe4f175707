import { dotDense, type Layout, type SparseVector, tokenVector } from '@jophiel/vectors';

/** A token of the catalogue, its number of samples and its direction. */
export interface CatalogueToken {
  readonly name: string;
  readonly samples: number;
  readonly vector: SparseVector;
}

export interface Catalogue {
  readonly tokens: readonly CatalogueToken[];
  /** Number of listed samples. */
  readonly samples: number;
}

/** The tokens of one search for candidates. */
export interface TokenPlan {
  /** Tokens that add to a score; `pull` is the maximum that one adds. */
  readonly scoring: readonly { readonly name: string; readonly pull: number }[];
  /** A candidate has at least one of these. */
  readonly essential: readonly string[];
  /** Samples with an essential token; those with several count several times. */
  readonly essentialRows: number;
}

/** For listeners without a taste: only new and trending samples are candidates. */
export const noPlan: TokenPlan = { scoring: [], essential: [], essentialRows: 0 };

/** More scoring tokens would hardly improve the order. */
const MAX_SCORING = 16;
const MAX_ESSENTIAL = 40;
/**
 * The row budget: samples with an essential token, as a multiple of `wanted` and as a share of all. The larger one
 * counts.
 */
const ROWS_PER_WANTED = 10;
const SHARE_OF_ALL = 0.06;
/** A token may exceed the budget by this factor. */
const OVERDRAFT = 2;
/**
 * The budget of strong tokens, as a share of all samples. A lower one drops one side of a taste for two things: with a
 * fifth, some users missed three in four of their true best.
 */
const STRONG_SHARE_OF_ALL = 0.3;
const WEAKEST_PULL = 0.02;
/** A strong token pulls at least this share of the strongest; a weaker one may be a hash collision. */
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
 * Chooses tokens by their pull towards the taste, like MaxScore for text search (Turtle and Flood 1995). Strong and
 * rare tokens are essential. Weak or frequent ones, a tempo or a key, are looked up only among samples with an
 * essential one, so they refine the order at low cost.
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
 * The tokens with the most information (pull times inverse document frequency): strong ones first, then others until
 * the budget `rows` is used. A token above the budget is taken only when the rest finds fewer than `wanted`.
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
