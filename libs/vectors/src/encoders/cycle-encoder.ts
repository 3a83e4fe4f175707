import { type CycleFeature, normaliseTerm } from '@jophiel/domain';
import { type Encoder, nothing } from './encoder.ts';
import { circleBins, modulo } from './soft-bins.ts';

/** A named position on a circle, near to its neighbours; a second key may shift it (minor keys to their relative major). */
export function cycleEncoder(feature: CycleFeature): Encoder {
  const count = feature.positions.length;
  const positionOf = new Map(
    feature.positions.flatMap((names, index) => names.map((name) => [normaliseTerm(name), index] as const)),
  );
  const shifts = Object.entries(feature.shift?.by ?? {}).map(([value, by]) => ({
    key: normaliseTerm(value),
    value,
    by,
  }));
  const shown = (position: number) => feature.positions[position]![0]!;

  /** Where the second key is missing, each of its values is as likely as the others. */
  const placesOf = (position: number, shiftKey: string | undefined): number[] => {
    if (shifts.length === 0) return [position];
    const meant = shifts.filter((shift) => shift.key === shiftKey);
    return (meant.length > 0 ? meant : shifts).map((shift) => modulo(position + shift.by, count));
  };

  return {
    dimensions: count,
    label: (key) => (/^p\d+$/.test(key) && Number(key.slice(1)) < count ? shown(Number(key.slice(1))) : key),
    encodeToken: (key) => (/^p\d+$/.test(key) ? circleBins(Number(key.slice(1)), count) : []),
    encode(metadata) {
      const name = metadata[feature.key];
      const position = typeof name === 'string' ? positionOf.get(normaliseTerm(name)) : undefined;
      if (position === undefined) return nothing;
      const second = feature.shift === undefined ? undefined : metadata[feature.shift.key];
      const places = placesOf(position, typeof second === 'string' ? normaliseTerm(second) : undefined);
      return {
        entries: places.flatMap((place) => circleBins(place, count)),
        tokens: places.map((place) => ({ key: `p${place}`, label: shown(place), known: true })),
      };
    },
  };
}
