import type { NumberFeature } from '@jophiel/domain';
import { type Metadata, numberTokensBetween, readNumber, tokenName } from '@jophiel/vectors';
import type { Condition } from './filters.ts';
import { type Given, refused } from './refused.ts';

/** More digits could overflow to infinity. */
const DIGITS = String.raw`\d{1,15}(?:\.\d{1,15})?`;
const NUMBER = `-?${DIGITS}`;
const RANGE = new RegExp(`^(${NUMBER})?\\s*\\.\\.\\s*(${NUMBER})?$`);
const AROUND = new RegExp(String.raw`^(${NUMBER})?\s*[~±]\s*(${DIGITS})\s*%$`);

/** Reads `120..130`, `120..`, `..130`, `128`, `128~5%`, and `~5%` or `±5%` of the seed's value. Ends are included. */
export function numberCondition(feature: NumberFeature, given: Given, seed: Metadata | undefined): Condition {
  const [from, to] = rangeOf(feature, given, seed);
  return {
    feature: feature.name,
    text: `${from}..${to}`,
    tokens: numberTokensBetween(feature, from, to).map((key) => tokenName({ feature: feature.name, key })),
    holds: (metadata) => {
      const value = readNumber(feature, metadata);
      return value !== undefined && value >= from && value <= to;
    },
  };
}

function rangeOf(feature: NumberFeature, given: Given, seed: Metadata | undefined): [from: number, to: number] {
  const text = given.text.trim();
  if (new RegExp(`^${NUMBER}$`).test(text)) return [Number(text), Number(text)];
  const around = AROUND.exec(text);
  if (around !== null) {
    const middle = around[1] === undefined ? ofSeed(feature, given, seed) : Number(around[1]);
    const reach = Math.abs(middle) * (Number(around[2]) / 100);
    return [middle - reach, middle + reach];
  }
  const [, low, high] = RANGE.exec(text) ?? [];
  if (low === undefined && high === undefined)
    throw refused(given, 'must be a range such as 10..20, 10.. or ..20, a number, or 15~5%');
  const range = [Number(low ?? -Infinity), Number(high ?? Infinity)] as const;
  if (range[0] > range[1]) throw refused(given, 'must be a range that begins with its lower end');
  return [...range];
}

function ofSeed(feature: NumberFeature, given: Given, seed: Metadata | undefined): number {
  if (seed === undefined) throw refused(given, 'can be relative to a sample only; write a range such as 10..20');
  const value = readNumber(feature, seed);
  if (value === undefined)
    throw refused(given, 'cannot be relative to this sample, of which it is not known; write a range such as 10..20');
  return value;
}
