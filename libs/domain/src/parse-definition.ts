import { type Fault, checker, faultAt, faultsAsText, JophielError } from '@jophiel/errors';
import { DefinitionFrame, type DomainDefinition } from './definition.ts';
import { experimentFaults } from './experiments.ts';
import { explorationFaults } from './exploration.ts';
import { featureSchemas } from './features.ts';
import { traitsOf } from './interaction-traits.ts';
import { interactionSchemas } from './interactions.ts';
import { scoringFaults } from './scoring.ts';
import { seedFaults } from './signals.ts';
import { varietyFaults } from './variety.ts';
import { ambiguousSpellings } from './vocabulary.ts';

const checkFrame = checker(DefinitionFrame);
const featureCheckers = byKind(featureSchemas);
const interactionCheckers = byKind(interactionSchemas);

/**
 * Checks a definition as a whole and returns it typed.
 * @throws JophielError DOMAIN_INVALID, with every unknown key and bad value and its path.
 */
export function parseDefinition(value: unknown, origin: string): DomainDefinition {
  const frame = checkFrame(value);
  if (!frame.ok) throw invalid(origin, frame.faults);
  const definition = frame.value as unknown as DomainDefinition;
  const shape = [
    ...definition.features.flatMap((feature, index) => ofKind(featureCheckers, feature, `/features/${index}`)),
    ...Object.entries(definition.interactions).flatMap(([name, interaction]) =>
      ofKind(interactionCheckers, interaction, `/interactions/${name}`),
    ),
  ];
  if (shape.length > 0) throw invalid(origin, shape);
  const meaning = contradictions(definition);
  if (meaning.length > 0) throw invalid(origin, meaning);
  return definition;
}

type Checkers = ReadonlyMap<string, ReturnType<typeof checker>>;

function byKind(schemas: Record<string, Parameters<typeof checker>[0]>): Checkers {
  return new Map(Object.entries(schemas).map(([kind, schema]) => [kind, checker(schema)]));
}

function ofKind(checkers: Checkers, part: { kind: string }, path: string): Fault[] {
  const check = checkers.get(part.kind);
  if (check === undefined) {
    const kinds = [...checkers.keys()].map((kind) => `"${kind}"`).join(', ');
    return [{ path: `${path}/kind`, problem: `must be one of ${kinds}`, value: JSON.stringify(part.kind) }];
  }
  const checked = check(part);
  return checked.ok ? [] : checked.faults.map((fault) => ({ ...fault, path: path + fault.path }));
}

/** What is well formed and still cannot work. */
function contradictions(definition: DomainDefinition): Fault[] {
  const faults: Fault[] = varietyFaults(definition);
  const fault = (path: string, problem: string) => faults.push(faultAt(definition, path, problem));
  const featureNames = new Set<string>();
  definition.features.forEach((feature, index) => {
    const path = `/features/${index}`;
    if (featureNames.has(feature.name)) fault(`${path}/name`, 'is used by another feature; give each its own name');
    featureNames.add(feature.name);
    switch (feature.kind) {
      case 'number':
        if (feature.range.from >= feature.range.to) fault(`${path}/range`, 'must go from a smaller to a larger number');
        if (feature.scale === 'logarithmic' && feature.range.from <= 0)
          fault(`${path}/range/from`, 'must be above 0 on a logarithmic scale');
        return;
      case 'terms':
        if (feature.vocabulary.length + feature.hashedDimensions === 0)
          fault(`${path}/hashedDimensions`, 'must be above 0 when the vocabulary is empty');
        for (const { spelling, index: entry } of ambiguousSpellings(feature))
          fault(
            `${path}/vocabulary/${entry}`,
            `writes "${spelling}" like an earlier entry, or with no letter or digit`,
          );
        return;
      case 'cycle':
      case 'dense':
        return;
      default:
        feature satisfies never;
    }
  });
  const eventNames = new Set(Object.keys(definition.interactions));
  for (const [name, interaction] of Object.entries(definition.interactions)) {
    const { undo } = traitsOf(interaction);
    if (undo === undefined) continue;
    const path = `/interactions/${name}/undo`;
    if (eventNames.has(undo.name)) fault(path, 'is the name of another interaction; an undo has a name of its own');
    eventNames.add(undo.name);
  }
  faults.push(
    ...seedFaults(definition),
    ...scoringFaults(definition.scoring),
    ...experimentFaults(definition),
    ...explorationFaults(definition),
  );
  const synced = [
    ['likes', 'toggle'],
    ['follows', 'follow'],
  ] as const;
  for (const [list, kind] of synced) {
    const name = definition.sync?.[list];
    if (name !== undefined && definition.interactions[name]?.kind !== kind)
      fault(`/sync/${list}`, `must be the name of an interaction of kind "${kind}"`);
  }
  return faults;
}

function invalid(origin: string, faults: readonly Fault[]): JophielError {
  return new JophielError('DOMAIN_INVALID', `The domain definition ${origin} cannot be used: ${faultsAsText(faults)}`, {
    faults,
  });
}
