import { portOf, serviceNames, urlVariable } from '@jophiel/local';
import { ownUrlVariable } from '@jophiel/service';
import { expect, test } from 'vitest';
import { settingsGroups } from '../../docs/generate/settings-groups.ts';
import { readSources } from './source-file.ts';

const groupsOfCode = settingsGroups.filter(({ title }) => title !== 'docker compose');

test('every setting is read somewhere', () => {
  const code = readSources()
    .filter(
      ({ path }) =>
        !path.endsWith('.test.ts') &&
        !path.endsWith('config.ts') &&
        !path.endsWith('common-settings.ts') &&
        !path.startsWith('test/'),
    )
    .map(({ text }) => text)
    .join('\n');
  const names = new Set(groupsOfCode.flatMap(({ schema }) => Object.keys(schema.properties)));
  expect(names.size).toBeGreaterThan(15);
  // The frame and the commands make these names from the names of the services.
  const made = serviceNames.flatMap((name) => [
    portOf(name).variable,
    urlVariable(name),
    ownUrlVariable(name, 'DATABASE_URL'),
    ownUrlVariable(name, 'NATS_URL'),
  ]);
  const read = (name: string) => made.includes(name) || code.includes(`settings.${name}`);
  expect([...names].filter((name) => !read(name))).toEqual([]);
});

test('without a word about the interface, every service listens on loopback', () => {
  const services = groupsOfCode.filter(({ schema }) => 'HOST' in schema.properties);
  expect(services.length).toBeGreaterThanOrEqual(7);
  for (const { schema } of services) expect(schema.properties.HOST).toMatchObject({ default: '127.0.0.1' });
});
