import { type Catalogue, planTokens } from '@jophiel/candidates';
import type { AudienceTokens } from '../statements/store-audience-tokens.ts';

/** A broad taste has many tokens; the strongest of them find it. */
const MAX_TOKENS = 12;

/** The essential tokens of a taste, the strongest first: items without any of them cannot be among its best. */
export function audienceTokens(catalogue: Catalogue, taste: Float32Array, wanted: number): AudienceTokens['tokens'] {
  const { scoring, essential } = planTokens(catalogue, taste, wanted);
  const names = new Set(essential);
  return scoring
    .filter(({ name }) => names.has(name))
    .sort((a, b) => b.pull - a.pull)
    .slice(0, MAX_TOKENS);
}
