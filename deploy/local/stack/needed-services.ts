import { learnsCoInteraction, loadDefinition } from '@jophiel/domain';
import { type ServiceName, serviceNames } from './services.ts';

/**
 * The services that a definition needs: without a weight of co-interaction there is nothing to learn.
 * @param domain a preset or a file
 */
export function neededServices(domain: string): ServiceName[] {
  const learns = learnsCoInteraction(loadDefinition(domain));
  return serviceNames.filter((name) => name !== 'learner' || learns);
}
