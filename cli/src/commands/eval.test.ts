import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder, type TemporaryFolder } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../test/run-command.ts';

let folder: TemporaryFolder;
beforeAll(() => (folder = temporaryFolder('eval')));
afterAll(() => folder.remove());

function file(name: string, lines: readonly string[]): string {
  writeFileSync(`${folder.path}/${name}`, lines.join('\n'));
  return `${folder.path}/${name}`;
}

test.each([
  [
    ['eval'],
    /^COMMAND_INVALID: Name the data: --interactions FILE --items FILE --test FILE, or --from-log --split-at TIME\./,
  ],
  [['eval', '--k', '0'], /^COMMAND_INVALID: --k is 0; give a whole number from 1 to 100, such as 10\.$/],
  [['eval', '--k', '101'], /^COMMAND_INVALID: --k is 101; give a whole number from 1 to 100/],
  [
    ['eval', '--boards', '--from-log', '--split-at', '2026-11-01T00:00:00Z'],
    /^COMMAND_INVALID: --boards and --from-log do not go together, .*: leave out --boards, or give the boards as --interactions/,
  ],
  [['eval', '--from-log'], /^COMMAND_INVALID: --from-log needs --split-at with an ISO time/],
  [['eval', '--from-log', '--split-at', 'monday'], /^COMMAND_INVALID: .* not monday\.$/],
])('%j is refused with the remedy', async (args, message) => {
  const { code, stderr } = await run(args);
  expect(code).toBe(1);
  expect(stderr.trimEnd()).toMatch(message);
});

test('"on files, through the served path": one genre of two is found, in the table, the figures and the page', async () => {
  const genres = ['trap', 'ambient'];
  const samples = Array.from({ length: 60 }, (_, index) => ({ sample_id: index + 1, genre: genres[index % 2]! }));
  const items = file(
    'items.jsonl',
    samples.map(({ sample_id, genre }) =>
      JSON.stringify({ sample_id, creator_id: 1_000 + sample_id, metadata: { genero: [genre] } }),
    ),
  );
  const users = Array.from({ length: 12 }, (_, index) => 2_000 + index);
  const likedBy = (user: number) => samples.filter((__, index) => index % 2 === user % 2).slice(user % 5);
  const pairs = (from: number, to: number) =>
    users.flatMap((user) =>
      likedBy(user)
        .slice(from, to)
        .map(({ sample_id }) => `${user},${sample_id}`),
    );
  const data = ['--interactions', file('train.csv', ['user,item', ...pairs(0, 8)]), '--items', items];
  const files = ['--html', `${folder.path}/report.html`, '--json', `${folder.path}/report.json`];
  const { code, stdout, stderr } = await run([
    'eval',
    ...data,
    '--test',
    file('test.csv', pairs(8, 20)),
    '--definition',
    'audio',
    ...files,
  ]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toContain('users tested: 12');
  const { systems } = JSON.parse(readFileSync(`${folder.path}/report.json`, 'utf8')) as {
    systems: { name: string; means: { precision: { mean: number } } }[];
  };
  const precision = Object.fromEntries(systems.map(({ name, means }) => [name, means.precision.mean]));
  // Of 22 or more of the genre that are left, 12 are hidden; chance finds 12 of 52.
  expect(precision.audio).toBeGreaterThan(0.35);
  expect(precision.random).toBeLessThan(0.35);
  expect(readFileSync(`${folder.path}/report.html`, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<svg [\s\S]*EASE/);
});
