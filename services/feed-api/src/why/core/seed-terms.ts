import { type DomainDefinition, seedTrait } from '@jophiel/domain';
import { decay, type Layout, type Terms, tokenName, vectoriseTerms } from '@jophiel/vectors';
import type { TasteSource } from './signal.ts';

/**
 * What the terms that a user chose are in a taste. Undefined without terms, and where seeds are off.
 * @param at epoch ms of the weight
 */
export function seedTerms(
  seeds: { readonly terms: Terms; readonly at: number } | undefined,
  domain: DomainDefinition,
  layout: Layout,
  at: number,
): TasteSource | undefined {
  const trait = seedTrait(domain);
  if (seeds === undefined || trait === undefined) return undefined;
  const { vector, tokens } = vectoriseTerms(domain.features, layout, seeds.terms);
  if (tokens.length === 0) return undefined;
  const weight = trait.weight * decay(at - seeds.at, trait.halfLifeDays);
  return { weight, vector, tokens: tokens.map(tokenName) };
}
