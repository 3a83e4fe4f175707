import { writeFileSync } from 'node:fs';
import { loadDefinition, withoutLearning } from '@jophiel/domain';
import { temporaryFolder } from '@jophiel/testing';

/**
 * The file of a definition by which a feed depends on its own user alone, so that a feed can be held against a fresh ranking:
 * what is learned from all users changes with each of their interactions.
 */
export function rankedAlone(preset = 'audio'): string {
  const { path } = temporaryFolder('ranked-alone');
  const file = `${path}/definition.json`;
  writeFileSync(file, JSON.stringify(withoutLearning(loadDefinition(preset))));
  return file;
}
