import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../test/run-command.ts';

const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const commands = [
  'db:install',
  'access:passwords',
  'db:status',
  'seed',
  'import',
  'sync',
  'batch:run',
  'learn',
  'user:recalc',
  'events:replay',
  'timings',
  'terms',
  'whatif',
  'eval',
  'keys',
  'token',
];

test('access:passwords prints the passwords that are not set, which differ', async () => {
  const { code, stdout } = await run(['access:passwords'], { NATS_PASSWORD_SCORER: 'set' });
  const lines = stdout.trim().split('\n');
  expect(code).toBe(0);
  expect(lines).toContainEqual(expect.stringMatching(/^NATS_PASSWORD_FEED_API=p[0-9a-f]{48}$/));
  expect(stdout).not.toContain('SCORER=set');
  expect(stdout).not.toContain('NATS_PASSWORD_SCORER');
  expect(new Set(lines.map((line) => line.split('=')[1])).size).toBe(lines.length);
});

test('the help names every command', async () => {
  const { code, stdout } = await run(['--help']);
  expect(code).toBe(0);
  const named = [...stdout.matchAll(/^ {2}([a-z]+(?::[a-z]+)?)[ \n]/gm)].map(([, name]) => name);
  expect(named.filter((name) => name !== 'help')).toEqual(commands);
});

test.each(commands)('%s --help describes the command and does not run it', async (command) => {
  const { code, stdout, stderr } = await run([command, '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(new RegExp(`^Usage: npm run jophiel -- ${command}`));
  expect(stdout.split('\n')[2]).toMatch(/^\w.{10,}/);
});

describe('"a stable code for every error": invalid arguments are refused in one line that names them and the remedy', () => {
  test.each([
    ['an unknown command', ['nonsense'], /^Unknown command 'nonsense'\. For help: npm run jophiel -- --help$/],
    ['a command with a typing error', ['tems'], /^Unknown command 'tems' \(Did you mean terms\?\)\. For help: /],
    ['an unknown option of the program', ['--nonsense'], /^Unknown option '--nonsense'\. .* -- --help$/],
    ['an unknown option', ['terms', '--nonsense'], /^Unknown option '--nonsense'\. .* -- terms --help$/],
    [
      'an option without its value',
      ['timings', '--since'],
      /^Option '--since <time>' argument missing\. .* timings --help$/,
    ],
    [
      'a value that is not a number',
      ['seed', '--users', 'many'],
      /'many' is invalid\. It must be a whole number.* seed --help$/,
    ],
    ['a negative number', ['terms', '--limit=-1'], /'-1' is invalid\. It must be a whole number.* terms --help$/],
    [
      'a missing argument',
      ['import'],
      /^Missing required argument 'file'\. For help: npm run jophiel -- import --help$/,
    ],
    [
      'an argument too many',
      ['import', 'a', 'b'],
      /^Too many arguments for 'import'\. .* got 2: a, b\. .* import --help$/,
    ],
    ['a missing definition', ['whatif'], /^Required option '--definition <file>' not specified\. .* whatif --help$/],
    ['missing users', ['user:recalc'], /^Missing required argument 'user'\. .* user:recalc --help$/],
    ['a missing file', ['import', '/nowhere/events.ndjson'], /^There is no file \/nowhere/],
    ['a folder instead of a file', ['import', '/tmp'], /^There is no file \/tmp/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    const [line, ...others] = stderr.trimEnd().split('\n');
    expect(others).toEqual([]);
    expect(line).toMatch(/^COMMAND_INVALID: /);
    expect(line!.slice('COMMAND_INVALID: '.length)).toMatch(message);
  });

  test('a missing definition file', async () => {
    const { code, stderr } = await run(['whatif', '--definition', '/nowhere.json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DOMAIN_INVALID: .*\/nowhere\.json/);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test('without a command the help comes before the code', async () => {
    const { code, stdout, stderr } = await run([]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Usage: npm run jophiel -- \[options\] \[command\]\n/);
    expect(stderr).toMatch(/\nCOMMAND_INVALID: No known command is given\. For help: npm run jophiel -- --help\n$/);
  });
});

test('--version prints the version of the package', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

describe('without a running Jophiel', () => {
  test.each([['terms'], ['batch:run'], ['user:recalc', '1'], ['events:replay'], ['events:replay', '--dead-letters']])(
    '%s reports it, with a remedy',
    async (...args) => {
      const { code, stderr } = await run(args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^SERVICE_UNAVAILABLE: Nothing answers at http:\/\/127\.0\.0\.1:9.*npm start/);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );

  test.each([['db:install'], ['db:status'], ['timings'], ['whatif', '--definition', 'audio']])(
    '%s reports that PostgreSQL is unavailable',
    async (...command) => {
      const { code, stderr } = await run(command);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^DATABASE_UNAVAILABLE: /);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    },
  );
});
