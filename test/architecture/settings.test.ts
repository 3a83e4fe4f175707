import { expect, test } from 'vitest';
import { settingsGroups } from '../../deploy/docs/settings-groups.ts';
import { readSources } from './source-file.ts';

const groupsOfServices = settingsGroups.filter(({ title }) => title !== 'docker compose');

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
  const names = new Set(groupsOfServices.flatMap(({ schema }) => Object.keys(schema.properties)));
  expect(names.size).toBeGreaterThan(15);
  expect([...names].filter((name) => !code.includes(`settings.${name}`))).toEqual([]);
});

test('without a word about the interface, every service listens on loopback', () => {
  for (const { schema } of groupsOfServices) expect(schema.properties.HOST).toMatchObject({ default: '127.0.0.1' });
});
