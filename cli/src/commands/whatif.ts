import { writeFileSync } from 'node:fs';
import { loadDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { connectDatabase } from '@jophiel/postgres';
import type { Outcome } from '../run.ts';
import { type CommandRun, databaseUrlOf, findStack, print, Progress } from '@jophiel/local';
import { replay } from '../whatif/replay.ts';
import { reportLines } from '../whatif/report.ts';

export interface WhatIfOptions {
  readonly definition: string;
  readonly users: number;
  readonly seed: number;
  readonly json?: string;
}

const STATEMENT_TIMEOUT_MS = 600_000;

/** Shows what another domain definition would change before it is deployed. */
export async function whatif({ definition, users, seed, json }: WhatIfOptions, command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const [before, after] = [loadDefinition(stack.domain), loadDefinition(definition)];
  const database = connectDatabase({
    url: databaseUrlOf(stack),
    application: 'jophiel whatif',
    poolSize: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    // PostgreSQL enforces that nothing is written.
    serverSettings: { default_transaction_read_only: 'on' },
  });
  try {
    const progress = new Progress('replaying');
    const result = await replay(database, {
      before,
      after,
      users,
      seed,
      now: new Date(),
      onSamples: (done) => progress.show(done, undefined, 'samples read'),
      onUsers: (done, all) => {
        command.done(done);
        progress.show(done, all, `${done} of ${all} users`);
      },
    });
    if (result.users.length === 0)
      throw new JophielError('COMMAND_INVALID', 'There are no users with a profile yet to compare.');
    progress.end(`${result.users.length} users under two definitions`);
    for (const line of reportLines(result)) print(line);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
    return { users: result.users.length };
  } finally {
    await database.close();
  }
}
