import type { Encoded, Metadata, Token } from './encoders/encoder.ts';
import { scaleTo } from './encoders/soft-bins.ts';
import type { Block, Layout } from './layout.ts';
import { emptyVector, fromEntries, type SparseVector } from './sparse-vector.ts';

export interface FeatureToken extends Token {
  readonly feature: string;
}

export interface VectorisedItem {
  /** Length 1; empty when no feature could read anything. */
  readonly vector: SparseVector;
  readonly tokens: readonly FeatureToken[];
}

/**
 * An item's DNA: each feature's block at length √weight, the whole at length 1. So the cosine of two items that know
 * the same features is the weighted mean of their blocks' cosines, and a missing feature leaves the others their say.
 */
export function vectorise(layout: Layout, metadata: Metadata): VectorisedItem {
  return joined(layout.blocks.map((block) => ({ block, ...block.encoder.encode(metadata) })));
}

/** Encoded blocks as one vector. */
export function joined(encoded: readonly (Encoded & { readonly block: Block })[]): VectorisedItem {
  const entries = encoded.flatMap(({ block, entries }) => placed(block, entries));
  return {
    vector: entries.length === 0 ? emptyVector : fromEntries(scaleTo(entries, 1)),
    tokens: encoded.flatMap(({ block, tokens }) => tokens.map((token) => ({ ...token, feature: block.feature }))),
  };
}

function placed(block: Block, entries: readonly (readonly [number, number])[]): [number, number][] {
  return scaleTo(entries, Math.sqrt(block.weight)).map(([index, value]) => [block.offset + index, value]);
}

/** The name of a token across features: what stands in the index that finds candidates. */
export function tokenName(token: { readonly feature: string; readonly key: string }): string {
  return `${token.feature}:${token.key}`;
}

/**
 * The direction in which one token pulls a vector: its block's entries at length √weight, the rest zero.
 * Undefined for a token that the layout never makes.
 */
export function tokenVector(layout: Layout, name: string): SparseVector | undefined {
  const { block, key } = splitToken(layout, name) ?? {};
  if (block === undefined || key === undefined) return undefined;
  const entries = block.encoder.encodeToken(key);
  return entries.length === 0 ? undefined : fromEntries(placed(block, entries));
}

export function tokenLabel(layout: Layout, name: string): string {
  const token = splitToken(layout, name);
  return token === undefined ? name : token.block.encoder.label(token.key);
}

function splitToken(layout: Layout, name: string): { block: Block; key: string } | undefined {
  const colon = name.indexOf(':');
  const block = layout.blocks.find((candidate) => candidate.feature === name.slice(0, colon));
  return block === undefined ? undefined : { block, key: name.slice(colon + 1) };
}
