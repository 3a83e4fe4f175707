import type { Feature } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { layoutOf, type Metadata } from '@jophiel/vectors';
import { cycleCondition } from './cycle-condition.ts';
import type { Condition, Filters } from './filters.ts';
import { numberCondition } from './number-condition.ts';
import { type Given, refused } from './refused.ts';
import { termsCondition } from './terms-condition.ts';

export interface FilterSource {
  /** JSON pointer to the object with the filters, such as `/query`. */
  readonly path: string;
  /** Relative filters, such as `~5%`, refer to this metadata; without it they are refused. */
  readonly seed?: Metadata;
}

/** @throws JophielError BODY_INVALID for an unknown feature or an invalid value */
export type ParseFilters = (given: Readonly<Record<string, unknown>>, source: FilterSource) => Filters;

export function filterParser(features: readonly Feature[]): ParseFilters {
  const { blocks } = layoutOf(features);
  const conditionOf = (given: Given, seed: Metadata | undefined): Condition => {
    const index = features.findIndex(({ name }) => name === given.feature);
    const [feature, block] = [features[index], blocks[index]];
    if (feature === undefined || block === undefined)
      throw new JophielError('BODY_INVALID', `There is no feature ${given.feature}; ${there(features)}.`, {
        faults: [{ path: given.path, problem: `is neither a parameter nor a feature; ${there(features)}` }],
      });
    switch (feature.kind) {
      case 'terms':
        return termsCondition(feature, block.encoder, given);
      case 'number':
        return numberCondition(feature, given, seed);
      case 'cycle':
        return cycleCondition(feature, block.encoder, given, seed);
      case 'dense':
        throw refused(given, 'cannot be filtered by: it is a direction without words');
      default:
        return feature satisfies never;
    }
  };

  return (given, { path, seed }) => {
    const conditions = Object.keys(given)
      .sort()
      .map((feature) =>
        conditionOf(
          { path: `${path}/${pointer(feature)}`, feature, text: [given[feature]].flat().map(String).join(',') },
          seed,
        ),
      );
    return { conditions, key: conditions.map(({ feature, text }) => `${feature}=${text}`).join('&') };
  };
}

const pointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

function there(features: readonly Feature[]): string {
  const names = features.filter(({ kind }) => kind !== 'dense').map(({ name }) => name);
  return `there are ${names.join(', ')}`;
}

/** The route's own parameters win over features of the same name. */
export function filtersIn(
  query: Readonly<Record<string, unknown>>,
  { properties }: { readonly properties: Readonly<Record<string, unknown>> },
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !Object.hasOwn(properties, name)));
}
