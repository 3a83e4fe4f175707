import type { DomainDefinition } from './definition.ts';

/** Whether the definition or one of its experiments weighs what is learned from what users do together. */
export function learnsCoInteraction({
  scoring,
  experiments = [],
}: Pick<DomainDefinition, 'scoring' | 'experiments'>): boolean {
  return [scoring, ...experiments.map((each) => ({ ...scoring, ...each.scoring }))].some(
    ({ coInteraction = 0 }) => coInteraction > 0,
  );
}
