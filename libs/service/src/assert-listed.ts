import { JophielError } from '@jophiel/errors';
import type { ServiceManifest } from './manifest.ts';

export type Listed = 'consumes' | 'follows' | 'asks' | 'answers' | 'emits';

/** @throws JophielError MANIFEST_INCOMPLETE when a service does something with a subject that its manifest does not list */
export function assertListed(manifest: ServiceManifest, list: Listed, subject: string): void {
  if (manifest[list].some((contract) => contract.subject === subject)) return;
  throw new JophielError(
    'MANIFEST_INCOMPLETE',
    `${manifest.name} ${list} ${subject}, but its manifest does not list it. Add its contract to "${list}" in services/${manifest.name}/src/service.ts.`,
    { faults: [{ path: `/${list}`, problem: 'does not list this subject', value: subject }] },
  );
}
