import { readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { NATS_IMAGE, POSTGRES_IMAGE } from '@jophiel/testing';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { workflowFaults } from './workflow-faults.ts';

interface Step {
  readonly run?: string;
  readonly uses?: string;
}
interface Job {
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const FILE = '.github/workflows/ci.yml';
const text = readFileSync(repository + FILE, 'utf8');
const { jobs } = parse(text) as { jobs: Readonly<Record<string, Job>> };

const faults = (content: string) => workflowFaults(FILE, content);
const commandsOf = (job: string) => jobs[job]!.steps.flatMap(({ run = '' }) => run.trim().split('\n'));

describe('"A workflow file for the usual forge … is validated by schema here"', () => {
  test('it keeps the schema', () => {
    expect(faults(text)).toEqual([]);
  });

  test.each([
    ['an unknown key', text.replace('timeout-minutes', 'timeout-minuten'), /Unexpected value 'timeout-minuten'/],
    ['a job without a machine', text.replace(/^ {4}runs-on: .*\n/m, ''), /Required property is missing: runs-on/],
    ['an unknown expression', text.replace('github.workflow', 'gitbub.workflow'), /Unrecognized named-value: 'gitbub'/],
  ])('%s is found', (_, wrong, message) => {
    expect(faults(wrong).join('\n')).toMatch(message);
  });
});

describe('"turbo run test" in CI', () => {
  test('once with embedded servers: npm ci, npm run check, npx turbo run test', () => {
    expect(commandsOf('embedded').filter((command) => /^np[mx] /.test(command))).toEqual([
      'npm ci',
      'npm run check',
      'npx turbo run test',
    ]);
    expect(jobs.embedded!.env).toBeUndefined();
  });

  test('once with testcontainers, whose images are there before', () => {
    expect(jobs.containers!.env).toEqual({ JOPHIEL_TEST_CONTAINERS: '1' });
    expect(commandsOf('containers').slice(-2)).toEqual(['npm ci', 'npx turbo run test']);
    for (const image of [POSTGRES_IMAGE, NATS_IMAGE])
      expect(commandsOf('containers')).toContain(`docker pull ${image}`);
  });

  test('and the compose file is built, started and asked by curl', () => {
    const commands = commandsOf('compose');
    const [up, smoke] = ['docker compose up --build --detach', 'bash deploy/smoke.sh'].map((it) =>
      commands.indexOf(it),
    );
    expect(up).toBeGreaterThan(0);
    expect(smoke).toBeGreaterThan(up!);
    expect(readFileSync(`${repository}deploy/smoke.sh`, 'utf8')).toContain('curl -fsS');
  });

  test('the registry is asked for known vulnerabilities, and the bill of materials is kept', () => {
    expect(commandsOf('audit').filter((command) => command !== '')).toEqual(['npm run sbom', 'npm run audit']);
    expect(jobs.audit!.steps.find(({ uses = '' }) => uses.startsWith('actions/upload-artifact'))).toMatchObject({
      with: { path: '.jophiel/sbom.cdx.json' },
    });
  });

  test('what CI runs here is the same', () => {
    expect(readFileSync(`${repository}.ci/run`, 'utf8')).toMatch(/^npm run check\nnpm test$/m);
  });
});
