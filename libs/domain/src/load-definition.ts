import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { JophielError } from '@jophiel/errors';
import type { DomainDefinition } from './definition.ts';
import { parseDefinition } from './parse-definition.ts';

export const presets = ['audio', 'films'] as const;

/**
 * Loads the definition that `JOPHIEL_DOMAIN` names: one of the presets, or the path of a JSON file.
 * @throws JophielError DOMAIN_INVALID when the file cannot be read or used.
 */
export function loadDefinition(presetOrPath: string): DomainDefinition {
  const isPreset = (presets as readonly string[]).includes(presetOrPath);
  const path = isPreset ? fileURLToPath(new URL(`../presets/${presetOrPath}.json`, import.meta.url)) : presetOrPath;
  return parseDefinition(readJson(path), path);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new JophielError(
      'DOMAIN_INVALID',
      `The domain definition ${path} cannot be read: ${reason}. Set JOPHIEL_DOMAIN to ${presets.join(', ')} or to the path of a JSON file.`,
      { cause },
    );
  }
}
