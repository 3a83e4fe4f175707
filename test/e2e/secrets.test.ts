import { readdirSync, readFileSync } from 'node:fs';
import { serviceNames } from '@jophiel/local';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

let stack: RunningStack;
/** Every secret of the stack, by whom it is for. */
let secrets: ReadonlyMap<string, string>;

beforeAll(async () => {
  stack = await startStack();
  const passwords = (file: string) =>
    Object.entries(JSON.parse(readFileSync(`${stack.folder}/${file}`, 'utf8')) as Record<string, string>);
  secrets = new Map([
    ...passwords('nats/passwords.json').map(([user, password]) => [`${user} at NATS`, password] as const),
    ...passwords('logins.json').map(([service, password]) => [`${service} at PostgreSQL`, password] as const),
    ['superuser at PostgreSQL', new URL(stack.databaseUrl).password],
  ]);
}, 120_000);
afterAll(async () => stack?.stop());

const secretsIn = (text: string): string[] =>
  [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name);

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

test('no process has a secret in its arguments', () => {
  expect(secrets.size).toBeGreaterThanOrEqual(18);
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const commands = processes.map((pid) => read(`/proc/${pid}/cmdline`));
  expect(commands.filter((command) => command.includes(`${stack.folder}/nats/nats.conf`))).toHaveLength(1);
  expect(commands.filter((command) => secretsIn(command).length > 0)).toEqual([]);
});

test.each(serviceNames)('%s is given its own secrets and no other', (name) => {
  const environment = read(`/proc/${stack.processes[name].pid}/environ`);
  expect(secretsIn(environment).toSorted()).toEqual([`${name} at NATS`, `${name} at PostgreSQL`]);
});

test('neither the logs nor what a failing service answers have one', async () => {
  await stack.nats.kill('SIGKILL');
  const answers = serviceNames.map(async (name) =>
    eventually(async () => {
      const answer = await fetch(`${stack.services[name]}/health/ready`);
      expect(answer.status).toBe(503);
      return answer.text();
    }),
  );
  const logs = readdirSync(stack.folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .map((file) => read(`${stack.folder}/${file}`));
  const text = [...(await Promise.all(answers)), ...logs].join('\n');
  expect(secretsIn(text)).toEqual([]);
});
