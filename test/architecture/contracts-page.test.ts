import { interactionMeanings, loadDefinition, presets, sendersOf } from '@jophiel/domain';
import { toEnvelope } from '@jophiel/events';
import { expect, test } from 'vitest';
import { contractsPage } from '../../docs/generate/contracts-page.ts';

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

test('"bare payloads are nowhere described": the page says how, with an example that reads as it says', () => {
  const from = lines.indexOf('### Without an envelope');
  const section = lines.slice(from, lines.indexOf('## Events from outside')).join('\n');
  expect(from).toBeGreaterThan(0);
  for (const said of ['?event_name=', '`timestamp`', 'Idempotency-Key', 'Nats-Msg-Id', 'random'])
    expect(section).toContain(said);
  const [body, event] = [...section.matchAll(/```json\n(.*?)\n```/gs)].map(([, json]) => JSON.parse(json!) as object);
  const [, eventName] = /POST \/v1\/events\?event_name=([\w.]+)/.exec(section)!;
  expect(toEnvelope(body, { eventName, identity: undefined, now: new Date('2026-03-02') })).toEqual(event);
});

test('"followed_user_id, unfollowed_user_id, board_id": the page has the keys of every interaction of every preset', () => {
  for (const preset of presets) {
    const from = lines.findIndex((line) => line.startsWith(`Interactions of the definition \`${preset}\``));
    const rows = lines.slice(from + 4, lines.indexOf('', from + 2));
    const names = [...interactionMeanings(loadDefinition(preset)).keys()];
    expect(rows.map((row) => /^\| `user\.interaction\.(\w+)`/.exec(row)?.[1])).toEqual(names);
  }
  expect(lines).toContain('| `user.interaction.follow` | follow | `user_id`, `followed_user_id` |');
  expect(lines).toContain('| `user.interaction.unfollow` | undoes `follow` | `user_id`, `unfollowed_user_id` |');
  expect(lines).toContain('| `user.interaction.add_to_board` | collect | `user_id`, `sample_id`, `board_id` |');
});
