import type { CycleFeature, DomainDefinition, Feature, NumberFeature } from '@jophiel/domain';
import { dotDense, type Layout, norm, preferredNumber, tokenLabel, tokenVector } from '@jophiel/vectors';
import type { TasteSource } from './signal.ts';

/** How much of the taste points to a term or position: from −1 to 1. */
export interface Leaning {
  readonly token: string;
  readonly label: string;
  readonly weight: number;
}

/** The weights of all features sum to 1. */
export type DescribedFeature = { readonly feature: string; readonly weight: number } & (
  | {
      readonly kind: 'number';
      readonly unit: string | undefined;
      readonly preferred: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'cycle'; readonly positions: readonly Leaning[] }
  | { readonly kind: 'terms'; readonly liked: readonly Leaning[]; readonly avoided: readonly Leaning[] }
  | { readonly kind: 'dense' }
);

const MAX_TERMS = 10;
const MAX_POSITIONS = 3;
/** Smaller values are side effects of neighbours on a circle or of shared hashed dimensions. */
const FAINTEST = 0.02;

/** A liked term is in a source that speaks for it, an avoided one in a source that speaks against it. */
export function describeTaste(
  { features }: DomainDefinition,
  layout: Layout,
  taste: Float32Array,
  sources: readonly TasteSource[],
): DescribedFeature[] {
  return features.flatMap((feature, index) => {
    const { offset, encoder } = layout.blocks[index]!;
    const block = taste.subarray(offset, offset + encoder.dimensions);
    const weight = norm(block) ** 2;
    const said = weight === 0 ? undefined : describeFeature(feature, { layout, taste, block, sources });
    return said === undefined ? [] : [{ feature: feature.name, weight, ...said }];
  });
}

interface Described {
  readonly layout: Layout;
  readonly taste: Float32Array;
  readonly block: Float32Array;
  readonly sources: readonly TasteSource[];
}

type Said<Each = DescribedFeature> = Each extends unknown ? Omit<Each, 'feature' | 'weight'> : never;

function describeFeature(feature: Feature, described: Described): Said | undefined {
  switch (feature.kind) {
    case 'number':
      return describeNumber(feature, described);
    case 'cycle':
      return describeCycle(feature, described);
    case 'terms': {
      const { sources } = described;
      const standingIn = (those: readonly TasteSource[]) => leanings(tokensOf(those, feature), described);
      const liked = standingIn(sources.filter(({ weight }) => weight > 0));
      const avoided = standingIn(sources.filter(({ weight }) => weight < 0));
      return {
        kind: 'terms',
        liked: liked.filter(({ weight }) => weight > FAINTEST).slice(0, MAX_TERMS),
        avoided: avoided
          .filter(({ weight }) => weight < -FAINTEST)
          .slice(-MAX_TERMS)
          .toReversed(),
      };
    }
    case 'dense':
      return { kind: 'dense' };
    default:
      return feature satisfies never;
  }
}

function describeNumber(feature: NumberFeature, { block }: Described): Said | undefined {
  const preferred = preferredNumber(feature, block);
  if (preferred === undefined) return undefined;
  const { value, from, to } = preferred;
  return { kind: 'number', unit: feature.unit, preferred: value, from, to };
}

function describeCycle({ name, positions }: CycleFeature, described: Described): Said {
  const all = leanings(
    positions.map((_, index) => `${name}:p${index}`),
    described,
  );
  return { kind: 'cycle', positions: all.filter(({ weight }) => weight > FAINTEST).slice(0, MAX_POSITIONS) };
}

function tokensOf(sources: readonly TasteSource[], { name }: Feature): string[] {
  const own = sources.flatMap(({ tokens }) => tokens.filter((token) => token.startsWith(`${name}:`)));
  return [...new Set(own)];
}

function leanings(tokens: readonly string[], { layout, taste }: Described): Leaning[] {
  return tokens
    .flatMap((token) => {
      const vector = tokenVector(layout, token);
      if (vector === undefined) return [];
      return [{ token, label: tokenLabel(layout, token), weight: dotDense(vector, taste) / norm(vector.values) }];
    })
    .sort((a, b) => b.weight - a.weight || (a.token < b.token ? -1 : 1));
}
