import { describe, expect, test } from 'vitest';
import { run } from '../test/run-command.ts';

const commands = [
  'db:install',
  'db:status',
  'seed',
  'import',
  'sync',
  'batch:run',
  'user:recalc',
  'events:replay',
  'timings',
  'terms',
  'whatif',
];

test('the help names every command', async () => {
  const { code, stdout } = await run(['--help']);
  expect(code).toBe(0);
  const named = [...stdout.matchAll(/^ {2}([a-z]+(?::[a-z]+)?)[ \n]/gm)].map(([, name]) => name);
  expect(named.filter((name) => name !== 'help')).toEqual(commands);
});

test.each(commands)('%s --help says what it does, and does nothing', async (command) => {
  const { code, stdout, stderr } = await run([command, '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^Usage: npm run jophiel -- ${command}`));
  expect(stdout.split('\n')[2]).toMatch(/^\w.{10,}/);
});

describe('what cannot be understood is refused in a line, with a code that says so', () => {
  test.each([
    ['an unknown command', ['nonsense'], /unknown command 'nonsense'/],
    ['an unknown option', ['terms', '--nonsense'], /unknown option '--nonsense'/],
    ['a number that is none', ['seed', '--users', 'many'], /'many' is invalid\. It must be a whole number/],
    ['a negative number', ['terms', '--limit=-1'], /'-1' is invalid\. It must be a whole number/],
    ['a missing argument', ['import'], /missing required argument 'file'/],
    ['a missing definition', ['whatif'], /required option '--definition <file>' not specified/],
    [
      'a definition that is not there',
      ['whatif', '--definition', '/nowhere.json'],
      /DOMAIN_INVALID: .*\/nowhere\.json/,
    ],
    ['missing users', ['user:recalc'], /missing required argument 'user'/],
    ['a file that is not there', ['import', '/nowhere/events.ndjson'], /COMMAND_INVALID: There is no file \/nowhere/],
    ['a folder for a file', ['import', '/tmp'], /COMMAND_INVALID: There is no file \/tmp/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

describe('where nothing runs', () => {
  test.each([['terms'], ['batch:run'], ['user:recalc', '1'], ['events:replay'], ['events:replay', '--dead-letters']])(
    '%s says so, and what to do',
    async (...args) => {
      const { code, stderr } = await run(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^SERVICE_UNAVAILABLE: Nothing answers at http:\/\/127\.0\.0\.1:9.*npm start/);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );

  test.each([['db:install'], ['db:status'], ['timings'], ['whatif', '--definition', 'audio']])(
    '%s says that PostgreSQL is away',
    async (...command) => {
      const { code, stderr } = await run(command);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^DATABASE_UNAVAILABLE: /);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );
});
