import type { Executor, Statement } from '@jophiel/postgres';

/** The first statement that a function runs, for a look at its plan. It finds nothing. */
export async function statementOf(run: (executor: Executor) => Promise<unknown>): Promise<Statement> {
  const statements: Statement[] = [];
  await run({
    query: async (statement) => {
      statements.push(statement);
      return [];
    },
    execute: async () => 0,
  });
  return statements[0]!;
}
