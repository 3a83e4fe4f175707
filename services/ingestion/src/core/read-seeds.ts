import type { SeedsBody, SeedTerms } from '@jophiel/contracts';
import { type DomainDefinition, idsOf, readId, SEED, seedTrait } from '@jophiel/domain';
import { type Fault, faultAt, faultsAsText, JophielError } from '@jophiel/errors';
import { layoutOf, vectoriseTerms } from '@jophiel/vectors';

/** What a user chose to start with. */
export interface ChosenSeeds {
  readonly sampleIds: readonly string[];
  readonly terms: SeedTerms;
}

/** Seeds as accepted, with the weight that the definition gives them now. */
export interface ReadSeeds {
  readonly chosen: ChosenSeeds;
  readonly weight: number;
}

/** @param path where the seeds stand, for errors */
export type SeedsReader = (seeds: SeedsBody, path: string) => ReadSeeds;

/**
 * Holds seeds to what their schema cannot know: the ids and features of the domain, and that nothing repeats.
 * @throws JophielError BODY_INVALID with every fault, SEEDS_OFF for a choice that would not count
 */
export function seedsReader(domain: DomainDefinition): SeedsReader {
  const ids = idsOf(domain);
  const trait = seedTrait(domain);
  const termFaults = termChecker(domain);
  return (seeds, path) => {
    const { sample_ids = [], terms = {} } = seeds;
    // An empty choice takes back what was chosen while seeds counted.
    if (trait === undefined && sample_ids.length + Object.keys(terms).length > 0)
      throw new JophielError(
        'SEEDS_OFF',
        `The seeds of users do not count, because the domain definition gives a ${SEED} the weight 0. Set seeds.weight above 0.`,
      );
    const sampleIds = sample_ids.map((id, index) => readId(id, `${path}/sample_ids/${index}`, ids));
    const fault: FaultOf = (place, problem) => ({ ...faultAt(seeds, place, problem), path: path + place });
    const faults = [
      ...repeated(sampleIds).map(([index, first]) =>
        fault(`/sample_ids/${index}`, `repeats ${path}/sample_ids/${first}; leave one of them out`),
      ),
      ...Object.entries(terms).flatMap(([name, each]) =>
        termFaults(name, each, (place, problem) => fault(`/terms/${escaped(name)}${place}`, problem)),
      ),
    ];
    if (faults.length > 0)
      throw new JophielError('BODY_INVALID', `The seeds cannot be used: ${faultsAsText(faults)}.`, { faults });
    return { chosen: { sampleIds, terms }, weight: trait?.weight ?? 0 };
  };
}

type FaultOf = (place: string, problem: string) => Fault;

function termChecker({
  features,
}: DomainDefinition): (name: string, terms: readonly string[], fault: FaultOf) => Fault[] {
  const layout = layoutOf(features);
  const usable = features.flatMap(({ kind, name }) => (kind === 'terms' ? [name] : []));
  const remedy =
    usable.length === 0 ? 'the definition has no feature of terms; leave it out' : `use ${usable.join(', ')}`;
  return (name, terms, fault) => {
    const kind = features.find((feature) => feature.name === name)?.kind;
    if (kind === undefined) return [fault('', `is no feature of the domain definition; ${remedy}`)];
    if (kind !== 'terms') return [fault('', `is a feature of kind "${kind}", without terms; ${remedy}`)];
    const read = terms.map((term) => vectoriseTerms(features, layout, { [name]: [term] }));
    return [
      ...read.flatMap(({ tokens, vector }, index) => {
        if (tokens.length === 0) return [fault(`/${index}`, 'has no letter or digit; leave it out')];
        if (vector.indices.length === 0)
          return [fault(`/${index}`, `is not in the vocabulary of ${name}; use one of its terms`)];
        return [];
      }),
      ...repeated(read.map(({ tokens }) => tokens[0]?.key)).map(([index, first]) =>
        fault(`/${index}`, `is the same term as number ${first}, counted from 0; leave one of them out`),
      ),
    ];
  };
}

/** A key as a part of a JSON pointer. */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The places of values that stand further ahead too, each with the first place. Undefined repeats nothing. */
function repeated(values: readonly (string | undefined)[]): (readonly [index: number, first: number])[] {
  const first = new Map<string, number>();
  return values.flatMap((value, index) => {
    if (value === undefined) return [];
    const known = first.get(value);
    if (known !== undefined) return [[index, known] as const];
    first.set(value, index);
    return [];
  });
}
