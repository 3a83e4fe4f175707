import type { Executor } from '@jophiel/postgres';

export async function loadLabels(executor: Executor, tokens: readonly string[]): Promise<Map<string, string>> {
  const rows = await executor.query<{ name: string; label: string }>({
    name: 'load-labels',
    text: `SELECT wanted.name, label FROM unnest($1::text[]) AS wanted (name)
           JOIN feature_terms ON feature = split_part(wanted.name, ':', 1)
             AND term = substr(wanted.name, strpos(wanted.name, ':') + 1)`,
    values: [tokens],
  });
  return new Map(rows.map(({ name, label }) => [name, label]));
}
