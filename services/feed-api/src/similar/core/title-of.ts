import { type DomainDefinition, normaliseTerm } from '@jophiel/domain';
import type { Metadata } from '@jophiel/vectors';

export function titleOf({ item }: Pick<DomainDefinition, 'item'>, metadata: Metadata): string | undefined {
  const shown = item.titleKeys
    .map((key) => metadata[key])
    .find((value): value is string => typeof value === 'string' && value !== '');
  const title = normaliseTerm(shown ?? '');
  return title === '' ? undefined : title;
}
