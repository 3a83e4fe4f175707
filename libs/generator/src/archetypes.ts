import type { DomainDefinition, Feature } from '@jophiel/domain';
import type { Random } from './random.ts';

/**
 * A group of similar items, such as a genre with its tempo, moods and instruments, derived from the domain definition.
 */
export interface Archetype {
  describe(random: Random): Record<string, unknown>;
}

export function archetypesOf(domain: DomainDefinition, count: number, random: Random): Archetype[] {
  return Array.from({ length: count }, (_, index) => {
    const describers = domain.features.map((feature) => describerOf(feature, index, random));
    return {
      describe: (itemRandom) =>
        Object.assign({}, ...describers.map((describe) => describe(itemRandom))) as Record<string, unknown>,
    };
  });
}

type Describe = (random: Random) => Record<string, unknown>;

function describerOf(feature: Feature, archetype: number, random: Random): Describe {
  switch (feature.kind) {
    case 'terms':
      return describeTerms(feature, archetype, random);
    case 'number': {
      const { from, to } = feature.range;
      const isLogarithmic = feature.scale === 'logarithmic';
      const place = 0.15 + 0.7 * random.next();
      const centre = isLogarithmic ? from * (to / from) ** place : from + (to - from) * place;
      return ({ normal, next }) => {
        if (next() < 0.05) return { [feature.key]: null };
        const value = isLogarithmic ? centre * 2 ** (0.06 * normal()) : centre + (to - from) * 0.04 * normal();
        // Analysers mistake a tempo for its half or double.
        return {
          [feature.key]: Math.round(
            feature.octaves !== undefined && next() < 0.08 ? value * (next() < 0.5 ? 0.5 : 2) : value,
          ),
        };
      };
    }
    case 'cycle': {
      const home = random.below(feature.positions.length);
      const shift = feature.shift;
      const values = shift === undefined ? [] : Object.keys(shift.by);
      const mood = values.length === 0 ? undefined : random.pick(values);
      return (item) => {
        const position =
          (home + Math.round(1.5 * item.normal()) + 2 * feature.positions.length) % feature.positions.length;
        const second = shift === undefined ? {} : { [shift.key]: item.next() < 0.75 ? mood : item.pick(values) };
        return item.next() < 0.05
          ? { [feature.key]: null }
          : { [feature.key]: feature.positions[position]![0], ...second };
      };
    }
    case 'dense': {
      const centre = Array.from({ length: feature.dimensions }, () => random.normal());
      return ({ normal }) => ({ [feature.key]: centre.map((value) => value + 0.5 * normal()) });
    }
    default:
      return feature satisfies never;
  }
}

const INVENTED_TERMS = 160;
const CLOSED_VOCABULARY = 4;

/** Mostly typical terms; small closed vocabularies are spread over all archetypes. */
function describeTerms(feature: Extract<Feature, { kind: 'terms' }>, archetype: number, random: Random): Describe {
  const known = feature.vocabulary.map((entry) => (typeof entry === 'string' ? entry : entry.term));
  const terms =
    known.length > 0 ? known : Array.from({ length: INVENTED_TERMS }, (_, index) => `${feature.name} ${index + 1}`);
  const key = feature.from[0]!.key;
  if (terms.length <= CLOSED_VOCABULARY) {
    const usual = random.pick(terms);
    return (item) => ({ [key]: item.next() < 0.7 ? usual : item.pick(terms) });
  }
  // Archetypes have different first terms while there are enough.
  const typical = [terms[(archetype * 7) % terms.length]!, ...Array.from({ length: 4 }, () => random.pick(terms))];
  return (item) => {
    const count = 1 + item.below(3);
    const chosen = Array.from({ length: count }, (_, index) => {
      if (index === 0 && item.next() < 0.85) return typical[0]!;
      return item.next() < 0.85 ? item.pick(typical) : item.pick(terms);
    });
    return { [key]: [...new Set(chosen)] };
  };
}
