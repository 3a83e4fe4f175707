import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { readSources } from './source-file.ts';

interface Task {
  readonly taskId: string;
  readonly hash: string;
  readonly command: string;
  readonly dependencies: readonly string[];
}

/** What turbo would run, and under which cache keys. */
function plan(environment: Readonly<Record<string, string>> = {}): ReadonlyMap<string, Task> {
  const { status, stdout, stderr } = spawnSync('turbo', ['run', 'test', '--dry=json'], {
    cwd: repository,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TURBO_TELEMETRY_DISABLED: '1', ...environment },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`turbo run test --dry=json ended with ${status}:\n${stderr}`);
  const { tasks } = JSON.parse(stdout) as { tasks: Task[] };
  return new Map(tasks.map((task) => [task.taskId, task]));
}

/** Everything that runs before a task. */
function before(tasks: ReadonlyMap<string, Task>, taskId: string, seen = new Set<string>()): Set<string> {
  for (const dependency of tasks.get(taskId)?.dependencies ?? []) {
    if (seen.has(dependency)) continue;
    seen.add(dependency);
    before(tasks, dependency, seen);
  }
  return seen;
}

const tasks = plan();
const tests = [...tasks.values()].filter(({ taskId }) => taskId.endsWith('#test'));
const packages = globSync(['{libs,services}/*/package.json', '{cli,deploy/local,test}/package.json'], {
  cwd: repository,
}).map((file) => JSON.parse(readFileSync(repository + file, 'utf8')) as { name: string; scripts?: { test?: string } });

describe(
  '"turbo run test" in CI: after npm ci on a clean clone, bare npx turbo run test passes',
  { timeout: 60_000 },
  () => {
    const tasks = plan();
    const tests = [...tasks.values()].filter(({ taskId }) => taskId.endsWith('#test'));

    test('the tests of every package run', () => {
      const tested = packages.filter(({ scripts }) => scripts?.test !== undefined).map(({ name }) => `${name}#test`);
      expect(tested.length).toBeGreaterThan(25);
      const run = tests.filter(({ command }) => command !== '<NONEXISTENT>').map(({ taskId }) => taskId);
      expect(run.toSorted()).toEqual(tested.toSorted());
    });

    test('before any test there is a nats-server', () => {
      for (const { taskId } of tests) expect(before(tasks, taskId)).toContain('@jophiel/embedded#nats-server');
      expect(tasks.get('@jophiel/embedded#nats-server')!.command).toBe('node provide-nats-server.ts');
    });

    test.each([
      ['the Prisma client', '@jophiel/postgres'],
      ['the kernels', '@jophiel/nearest'],
    ])('%s are generated before every test that may use them', (_, owner) => {
      expect(tasks.get(`${owner}#generate`)!.command).toBe('node generate.ts');
      const users = tests.filter(({ taskId }) => before(tasks, taskId).has(`${owner}#transit`));
      expect(users.length).toBeGreaterThan(3);
      for (const { taskId } of users) expect(before(tasks, taskId)).toContain(`${owner}#generate`);
      expect(before(tasks, `${owner}#test`)).toContain(`${owner}#generate`);
    });

    test('npm ci runs the install script of the pinned Node and no other: none compiles, none downloads', () => {
      const { allowScripts } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as {
        allowScripts: Readonly<Record<string, boolean>>;
      };
      const { packages: locked } = JSON.parse(readFileSync(`${repository}package-lock.json`, 'utf8')) as {
        packages: Readonly<Record<string, { hasInstallScript?: boolean }>>;
      };
      const withScript = Object.entries(locked)
        .filter(([, { hasInstallScript }]) => hasInstallScript === true)
        .map(([path]) => path.replace(/^.*node_modules\//, ''));
      expect(withScript).toContain('node');
      expect(withScript.filter((name) => allowScripts[name] === undefined)).toEqual([]);
      expect(withScript.filter((name) => allowScripts[name] === true)).toEqual(['node']);
    });

    test('npm test is the same command, and needs nothing else', () => {
      const bootstrap = readFileSync(`${repository}deploy/local/bootstrap.mjs`, 'utf8');
      expect(bootstrap).toContain("test: () => run('turbo', ['run', 'test', ...args])");
    });
  },
);

describe('the cache keys', { timeout: 60_000 }, () => {
  const { globalEnv } = JSON.parse(readFileSync(`${repository}turbo.json`, 'utf8')) as { globalEnv: string[] };
  const isKey = (name: string) =>
    globalEnv.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry));

  test.each(['QDRANT_URL', 'DATABASE_URL', 'JOPHIEL_TEST_CONTAINERS', 'NATS_SERVER_BINARY'])(
    'with %s tests do something else, so a run without it is not replayed',
    (name) => {
      const together = plan({ [name]: 'something' });
      const replayed = tests.filter(({ taskId, hash }) => together.get(taskId)!.hash === hash);
      expect(replayed).toEqual([]);
    },
  );

  test('hold every variable that code reads by its name', () => {
    const read = readSources()
      .filter(({ path }) => !path.startsWith('test/bench/') && !path.startsWith('deploy/') && !path.startsWith('docs/'))
      .flatMap(({ text }) => [...text.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name]) => name!));
    expect(read).toContain('QDRANT_URL');
    const known = ['PATH', 'HOME'];
    expect(read.filter((name) => !isKey(name) && !known.includes(name))).toEqual([]);
  });
});
