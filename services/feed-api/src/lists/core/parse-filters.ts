import type { Feature } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { layoutOf, type Metadata } from '@jophiel/vectors';
import { cycleCondition } from './cycle-condition.ts';
import type { Condition, Filters } from './filters.ts';
import { numberCondition } from './number-condition.ts';
import { type Given, refused } from './refused.ts';
import { termsCondition } from './terms-condition.ts';

/** Where filters came from. */
export interface FilterSource {
  /** JSON pointer to what holds them, such as `/query`. */
  readonly path: string;
  /** What a relative filter, such as `~5%`, is relative to; without it such filters are refused. */
  readonly seed?: Metadata;
}

/**
 * @param given from the names of features to what they have to be; texts, of a repeated parameter a list of texts
 * @throws JophielError BODY_INVALID for a name that is no feature and for what cannot be read
 */
export type ParseFilters = (given: Readonly<Record<string, unknown>>, source: FilterSource) => Filters;

/**
 * Reads filters by what the domain definition says of its features: terms by their vocabulary, numbers as ranges,
 * positions on a circle with steps around them.
 */
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

/** What of a query is none of the route's own parameters, which come first where a feature has the name of one. */
export function filtersIn(
  query: Readonly<Record<string, unknown>>,
  { properties }: { readonly properties: Readonly<Record<string, unknown>> },
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !Object.hasOwn(properties, name)));
}
