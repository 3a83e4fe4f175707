import type { Outcome } from '../run.ts';
import { findStack } from '../stack/stack.ts';
import { request } from '../stack/request.ts';
import { print, table } from '../terminal/index.ts';

interface Term {
  readonly feature: string;
  readonly label: string;
  readonly known: boolean;
  readonly samples: number;
}

/** Lists the terms of the catalogue; unknown ones are candidates for the vocabulary. */
export async function terms({
  unknown,
  limit,
}: {
  readonly unknown: boolean;
  readonly limit: number;
}): Promise<Outcome> {
  const { vectorizer } = findStack().services;
  const query = `limit=${limit}${unknown ? '&known=false' : ''}`;
  const { terms: rows } = await request<{ terms: Term[] }>('GET', `${vectorizer}/v1/terms?${query}`);
  print(
    table(
      ['feature', 'term', 'known', 'samples'],
      rows.map(({ feature, label, known, samples }) => [feature, label, known ? 'yes' : 'no', samples]),
    ),
  );
  return { terms: rows.length };
}
