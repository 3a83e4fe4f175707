import type { Executor } from '@jophiel/postgres';

export async function loadCountedTokens(executor: Executor, tokens: readonly string[]): Promise<string[]> {
  const rows = await executor.query<{ name: string }>({
    name: 'load-counted-tokens',
    text: `SELECT wanted.name FROM unnest($1::text[]) AS wanted (name)
           JOIN feature_terms ON feature = split_part(wanted.name, ':', 1)
             AND term = substr(wanted.name, strpos(wanted.name, ':') + 1)
           WHERE samples > 0`,
    values: [tokens],
  });
  return rows.map(({ name }) => name);
}
