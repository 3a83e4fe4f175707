import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { decisionFaults } from './decisions.ts';

const folder = `${repository}docs/adr/`;
const files = globSync('0*.md', { cwd: folder }).sort();
const numbers = files.map((file) => Number(file.slice(0, 4)));
const decisions = files.map((file, index) => ({
  number: numbers[index]!,
  text: readFileSync(`${folder}${file}`, 'utf8'),
}));

test('"18 is partly replaced by 23 without saying so": every decision has a date, a state and what replaces it', () => {
  expect(decisions.length).toBeGreaterThan(35);
  expect(decisionFaults(decisions)).toEqual([]);
  expect(decisions.find(({ number }) => number === 18)!.text).toContain('Replaced by: [0023]');
});

describe('a fault is found', () => {
  const head = (...lines: string[]) =>
    `# Title\n\n${lines.map((line) => `- ${line}`).join('\n')}\n\n**Decided.** So.\n`;
  const good = head('Date: 2026-11-30', 'State: accepted');
  test.each([
    ['no head', '# Title\n\n**Decided.** So.\n', /^1: needs one Date/],
    ['a date that is none', head('Date: today', 'State: accepted'), /^1: needs one Date/],
    ['no state', head('Date: 2026-11-30'), /^1: needs one State of accepted/],
    ['an unknown state', head('Date: 2026-11-30', 'State: liked'), /^1: needs one State of accepted/],
    ['replaced by nothing', head('Date: 2026-11-30', 'State: replaced'), /^1: State and Replaced by do not agree/],
    [
      'a replacement that only one of the two knows',
      head('Date: 2026-11-30', 'State: accepted', 'Replaces: [0002](2.md)'),
      /^1: says Replaces 2, which does not say Replaced by 1/,
    ],
    ['a figure in the decision', `${good}It takes 5 ms.\n`, /^1: has a figure outside of Measurements/],
    ['a figure without a command', `${good}\n## Measurements\n\nIt takes 5 ms.\n`, /^1: says of no command: It takes/],
  ])('%s', (_, text, fault) => {
    const found = decisionFaults([
      { number: 1, text },
      { number: 2, text: good },
    ]);
    expect(found).toContainEqual(expect.stringMatching(fault));
  });
});

test('"24, 28, 29 are missing": the list has every decision in order, and says of each missing number why', () => {
  const readme = readFileSync(`${folder}README.md`, 'utf8');
  const listed = [...readme.matchAll(/^\| \[\d{4}\]\(([^)]+)\)/gm)].map(([, file]) => file);
  expect(listed).toEqual(files);
  const last = Math.max(...numbers);
  const missing = Array.from({ length: last }, (_, index) => index + 1).filter((number) => !numbers.includes(number));
  const [, named = ''] = /^Numbers that were never given: ([\d, and]+)\./m.exec(readme) ?? [];
  expect(named.match(/\d+/g)?.map(Number)).toEqual(missing);
});
