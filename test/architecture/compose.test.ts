import { existsSync, globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/cli/stack';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const text = readFileSync(`${repository}/docker-compose.yml`, 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const own = globSync('services/*', { cwd: repository }).map((path) => path.replace('services/', ''));
const doneOnce = ['logs', 'install'];
const environment = readFileSync(`${repository}/.env.example`, 'utf8');

test('every service of the repository is there, and what they stand on', () => {
  expect(Object.keys(services).toSorted()).toEqual([...own, ...doneOnce, 'postgres', 'nats'].toSorted());
});

test.each(own)('%s runs its own program, is published on loopback only and waits for what it needs', (name) => {
  const { command, ports, depends_on, healthcheck } = services[name]!;
  expect(command).toEqual(['node', `services/${name}/src/main.ts`]);
  expect(existsSync(`${repository}/services/${name}/src/main.ts`)).toBe(true);
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_PORT`;
  const port = new RegExp(`^#${variable}=(\\d+)$`, 'm').exec(environment)![1]!;
  expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(healthcheck!.test.at(-1)).toBe(port);
  expect(depends_on).toEqual({
    install: { condition: 'service_completed_successfully' },
    nats: { condition: 'service_healthy' },
  });
});

test.each(Object.keys(services).filter((name) => !doneOnce.includes(name)))('%s has a health check', (name) => {
  expect(services[name]!.healthcheck?.test[0]).toBe('CMD');
});

describe('passwords', () => {
  test('have no default: each must be set, and is asked for by name', () => {
    const passwords = text.match(/\$\{\w*PASSWORD[^}]*\}/g)!;
    expect(passwords.length).toBeGreaterThanOrEqual(4);
    for (const password of passwords) expect(password).toMatch(/^\$\{(\w+):\?set \1 in \.env\}$/);
  });

  test('stand nowhere else', () => {
    const secrets = Object.values(services)
      .flatMap(({ environment: variables = {} }) => Object.entries(variables))
      .filter(([name]) => /PASSWORD|_URL$/.test(name));
    expect(secrets.length).toBeGreaterThan(0);
    for (const [, value] of secrets) expect(value).toMatch(/\$\{\w*PASSWORD:\?/);
  });
});
