import type { Outcome } from '../run.ts';
import { findStack, print, request, table } from '@jophiel/local';

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
