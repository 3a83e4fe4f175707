import { readFileSync } from 'node:fs';
import { JophielError } from '@jophiel/errors';
import type { CommandRun } from '@jophiel/local';
import { Command, InvalidArgumentError } from 'commander';
import { accessPasswords } from './commands/access-passwords.ts';
import { batchRun } from './commands/batch-run.ts';
import { dbInstall } from './commands/db-install.ts';
import { dbStatus } from './commands/db-status.ts';
import type { EvalOptions } from './commands/eval.ts';
import { eventsReplay } from './commands/events-replay.ts';
import { importFile } from './commands/import-file.ts';
import { keysCreate, keysList, keysRevoke, keysRotate } from './commands/keys.ts';
import { learn } from './commands/learn.ts';
import { seed } from './commands/seed.ts';
import { sync } from './commands/sync.ts';
import { terms } from './commands/terms.ts';
import { timings } from './commands/timings.ts';
import { token } from './commands/token.ts';
import { userRecalc } from './commands/user-recalc.ts';
import { whatif } from './commands/whatif.ts';
import { run } from './run.ts';
import { isAnswered, throwUsageErrors } from './usage-error.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('npm run jophiel --')
  .description(
    'Runs and maintains Jophiel. Uses the instance that npm start started, or the one that the environment names (.env.example).',
  )
  .version(version);

program
  .command('db:install')
  .description('install or update the tables, roles, logins and streams; never drops anything')
  .action(run(dbInstall));
program
  .command('access:passwords')
  .description('make the passwords that docker compose needs and that are not set, as lines for .env')
  .action(accessPasswords);
program
  .command('db:status')
  .description('what is installed, how much is in it, and whether weights differ from the log')
  .action(run(dbStatus));
program
  .command('seed')
  .description('generate an imaginary platform and send its events')
  .option('--users <n>', 'how many users', count, 1_000)
  .option('--samples <n>', 'how many samples', count, 10_000)
  .option('--interactions <n>', 'how many interactions', count, 50_000)
  .option('--seed <n>', 'the same seed makes the same events', count, 1)
  .option('--no-wait', 'do not wait until all events are handled')
  .action(run(seed));
program
  .command('import')
  .argument('<file>', 'events, one JSON object per line, plain or .gz')
  .description('send a file of events')
  .option('--no-wait', 'do not wait until all events are handled')
  .action(run(importFile));
program
  .command('sync')
  .description("compare samples, users, likes and follows with the platform's, and repair the differences")
  .requiredOption('--from <url>', 'where the platform serves its lists: another Jophiel, or the same endpoints')
  .option('--dry-run', 'only report the differences', false)
  .option('--no-wait', 'do not wait until all events are handled')
  .action(run(sync));
program
  .command('batch:run')
  .description('compute the outdated feeds')
  .option('--everyone', 'all feeds', false)
  .action(run(batchRun));
program.command('learn').description('learn from all signals what users do together').action(run(learn));
program
  .command('user:recalc')
  .argument('<user...>', 'ids of users')
  .description("rebuild users' profiles from the log")
  .action(run(userRecalc));
program
  .command('events:replay')
  .description('rebuild every profile from the log, and report drift from it')
  .option('--dead-letters', 'requeue the dead letters instead', false)
  .action(run(eventsReplay));
program
  .command('timings')
  .description('how long every process took, and every 10, 100, 1,000 … items, across restarts')
  .option('--since <time>', 'an ISO time, or an age such as 90m, 24h or 7d; all stored times when absent')
  .option('--process <name>', 'one process, such as fold, vectorise or seed')
  .option('--json', 'as JSON instead of tables', false)
  .action(run(timings));
program
  .command('terms')
  .description('the terms of the catalogue')
  .option('--unknown', 'only those outside the vocabulary', false)
  .option('--limit <n>', 'how many', count, 50)
  .action(run(terms));
program
  .command('whatif')
  .description('show what another domain definition would change, without changing anything')
  .requiredOption('--definition <file>', 'the other definition: a preset or a JSON file')
  .option('--users <n>', 'how many users, drawn at random', count, 200)
  .option('--seed <n>', 'the same seed draws the same users', count, 1)
  .option('--json <file>', 'write the whole comparison there')
  .action(run(whatif));
program
  .command('eval')
  .description('evaluate the feeds that would be served, in a system of its own, beside baselines')
  .option('--interactions <file>', 'what users chose: user,item or user,item,time a line')
  .option('--items <file>', 'the items: JSON lines of sample_id, creator_id, metadata, published_at, or events')
  .option('--test <file>', 'what must be found, as the interactions')
  .option('--boards', "the choices are on boards of the users' own, and ideas are evaluated", false)
  .option('--from-log', "this instance's own log instead of files", false)
  .option('--split-at <time>', 'with --from-log: learn from what was before, find what came after')
  .option('--definition <file>', 'a preset or a JSON file; twice compares two', collected, [])
  .option('--k <n>', 'length of the rankings, at most 100', count, 10)
  .option('--html <file>', 'write a report with plots there')
  .option('--json <file>', 'write the figures there')
  .action(
    run(async (options: EvalOptions, command: CommandRun) => {
      // It brings the learning kernels, which no other command needs to wait for.
      const { evaluateFeeds } = await import('./commands/eval.ts');
      return evaluateFeeds(options, command);
    }),
  );

const keys = program.command('keys').description('the service keys of platforms, analysers and operators');
keys
  .command('create')
  .description('make a key, and print it once')
  .requiredOption('--name <name>', 'who has it, such as platform')
  .requiredOption('--scopes <list>', 'what it may do, such as events:write,feeds:read')
  .option('--days <n>', 'how many days it is valid; without end when absent', count)
  .option('--file <path>', 'write it there instead, readable by you only')
  .action(run(keysCreate));
keys.command('list').description('all keys, without their secrets').action(run(keysList));
keys
  .command('rotate')
  .argument('<id>', 'the id of a key')
  .description('make a key of the same scopes; the old one works for a while more')
  .option('--overlap <hours>', 'how long the old one works', count, 24)
  .option('--file <path>', 'write the new key there instead, readable by you only')
  .action(run(keysRotate));
keys.command('revoke').argument('<id>', 'the id of a key').description('end a key now').action(run(keysRevoke));
program
  .command('token')
  .argument('<user>', 'id of the user')
  .description('make a token of a user for the stack that npm start started')
  .option('--minutes <n>', 'how long it is valid, at most 60', count, 60)
  .action(run(token));

function collected(value: string, former: readonly string[]): readonly string[] {
  return [...former, value];
}

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number, such as 1000.');
  return Number(text);
}

throwUsageErrors(program);
try {
  await program.parseAsync();
} catch (error) {
  if (!isAnswered(error)) {
    if (!(error instanceof JophielError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exitCode = 1;
  }
}
