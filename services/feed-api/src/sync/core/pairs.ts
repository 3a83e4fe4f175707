import type { SyncKind } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';

export interface Pairs {
  readonly kind: 'likes' | 'follows';
  readonly interaction: string;
}

/** @throws JophielError NOT_FOUND when the definition names none */
export function pairsOf(kind: Pairs['kind'], { sync }: DomainDefinition): Pairs {
  const interaction = sync?.[kind];
  if (interaction === undefined)
    throw new JophielError(
      'NOT_FOUND',
      `There is no list of ${kind}: the domain definition names no interaction under sync.${kind}.`,
    );
  return { kind, interaction };
}

export function isOfPairs(kind: SyncKind): kind is Pairs['kind'] {
  return kind === 'likes' || kind === 'follows';
}
