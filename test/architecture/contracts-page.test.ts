import { loadDefinition, presets, sendersOf } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { contractsPage } from '../../deploy/docs/contracts-page.ts';

const lines = contractsPage().split('\n');

test('"Agnostic to the last name": contracts speak of the platform and the analyser, names stand in one table', () => {
  const names = presets.flatMap((preset) => Object.values(sendersOf(loadDefinition(preset))));
  expect(names).toHaveLength(4);
  for (const name of names) {
    // A key of some metadata, such as name_status, is no name.
    const naming = lines.filter((line) => new RegExp(`\\b${name}\\b`, 'i').test(line));
    expect(naming.map((line) => line.slice(0, 2))).toEqual(['| ']);
  }
});

test('every event from outside says which role sends it', () => {
  const headings = lines.slice(lines.indexOf('## Events from outside'), lines.indexOf('## Events inside'));
  const from = headings.flatMap(
    (line) => /^### `([^`]+)` \(version 1, from (.*)\)$/.exec(line)?.slice(1).join(': ') ?? [],
  );
  expect(from).toContain('user.interaction.>: the platform');
  expect(from).toContain('sample.analyzed: the analyser or ingestion');
  expect(from).toHaveLength(7);
});
