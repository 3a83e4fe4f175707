import { type CycleFeature, normaliseTerm } from '@jophiel/domain';
import { type Layout, type Metadata, tokenName } from '@jophiel/vectors';
import type { Condition } from './filters.ts';
import { type Given, refused } from './refused.ts';

type Encoder = Layout['blocks'][number]['encoder'];

const REACH = /^(.*?)\s*[~±]\s*(\d+)$/;
const MAX_NAMES = 20;

/** Reads `C`, `C minor`, `C minor~1` (1 step around), `~1` and `±1` (around the seed), separated by commas. */
export function cycleCondition(
  feature: CycleFeature,
  encoder: Encoder,
  given: Given,
  seed: Metadata | undefined,
): Condition {
  const names = given.text.split(',').map((name) => name.trim());
  if (names.length > MAX_NAMES) throw refused(given, `may name ${MAX_NAMES} positions at most`);
  const keys = new Set(names.flatMap((name) => keysOf(feature, encoder, { ...given, text: name }, seed)));
  return {
    feature: feature.name,
    text: [...keys].sort().join(','),
    tokens: [...keys].map((key) => tokenName({ feature: feature.name, key })),
    holds: (metadata) => encoder.encode(metadata).tokens.some(({ key }) => keys.has(key)),
  };
}

function keysOf(feature: CycleFeature, encoder: Encoder, given: Given, seed: Metadata | undefined): string[] {
  const [, name = given.text, steps = '0'] = REACH.exec(given.text) ?? [];
  const places =
    name === '' && given.text !== '' ? placesOfSeed(encoder, given, seed) : placesOf(feature, encoder, name);
  if (places.length === 0) {
    const positions = feature.positions.map(([shown]) => shown).join(', ');
    const shifts = Object.keys(feature.shift?.by ?? {});
    const second = shifts.length === 0 ? '' : `, ${shifts.join(' or ')} after it or not`;
    throw refused(given, `must be one of ${positions}${second}, and with ~1 also what is a step away`);
  }
  const count = feature.positions.length;
  const reach = Math.min(Number(steps), Math.floor(count / 2));
  return places.flatMap((place) =>
    Array.from({ length: 2 * reach + 1 }, (_, step) => `p${(place + step - reach + count) % count}`),
  );
}

/** Several positions where the name does not say the shift, such as major or minor. */
function placesOf({ key, shift }: CycleFeature, encoder: Encoder, name: string): number[] {
  const words = name.split(/\s+/);
  const isShift = (text: string) =>
    Object.keys(shift?.by ?? {}).some((one) => normaliseTerm(one) === normaliseTerm(text));
  for (let split = words.length; split > 0; split--) {
    const second = words.slice(split).join(' ');
    if (split < words.length && !isShift(second)) continue;
    const metadata = {
      [key]: words.slice(0, split).join(' '),
      ...(shift === undefined || second === '' ? {} : { [shift.key]: second }),
    };
    const places = placesIn(encoder, metadata);
    if (places.length > 0) return places;
  }
  return [];
}

function placesOfSeed(encoder: Encoder, given: Given, seed: Metadata | undefined): number[] {
  if (seed === undefined) throw refused(given, 'can be relative to a sample only; write a position before the steps');
  const places = placesIn(encoder, seed);
  if (places.length === 0)
    throw refused(
      given,
      'cannot be relative to this sample, of which it is not known; write a position before the steps',
    );
  return places;
}

const placesIn = (encoder: Encoder, metadata: Metadata) =>
  encoder.encode(metadata).tokens.map(({ key }) => Number(key.slice(1)));
