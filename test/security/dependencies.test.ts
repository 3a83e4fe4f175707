import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { locked, namedDependencies, rowsOf, tableFaults } from './dependencies.ts';

const rows = rowsOf(readFileSync(`${repository}docs/dependencies.md`, 'utf8'));
const named = namedDependencies();

describe('"every dependency with its reason in one table"', () => {
  test('the table is complete, and right about when and under which licence', () => {
    expect(named.size).toBeGreaterThan(30);
    expect(tableFaults(rows, named)).toEqual([]);
  });

  const [first, ...others] = rows;
  test.each([
    ['a dependency without a row', others, `${first!.name}: has no row, which says why it is needed`],
    ['a row without a dependency', [...rows, { ...first!, name: 'left-pad' }], 'left-pad: no package.json names it'],
    ['a row without a reason', [{ ...first!, why: 'needed' }, ...others], `${first!.name}: no reason`],
    ['a wrong licence', [{ ...first!, licence: 'GPL-3.0' }, ...others], `${first!.name}: its licence is`],
    ['a wrong time', [{ ...first!, when: 'runs' }, ...others], `${first!.name}: is for development`],
  ])('%s is found', (_, wrong, fault) => {
    expect(tableFaults(wrong, named)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('licences', () => {
  /** As they are written in the lock; usearch writes its own way. */
  const RUNS = /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache[- ]2\.0|BlueOak-1\.0\.0|Unlicense|MIT and ISC)$/;
  const DEVELOPMENT = /^(MPL-2\.0|EPL-2\.0|Python-2\.0)$/;
  /** Development; each has the text of the MIT licence and no field. */
  const WITHOUT_FIELD = ['buildcheck', 'cpu-features', 'ssh2'];

  test('all that is installed may be used as it is here', () => {
    const refused = locked.filter(
      ({ name, license, dev = false, devOptional = false }) =>
        !RUNS.test(license ?? '') &&
        !((dev || devOptional) && (DEVELOPMENT.test(license ?? '') || WITHOUT_FIELD.includes(name))),
    );
    expect(refused.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  test('this project is under the MIT licence, every package of it', () => {
    expect(readFileSync(`${repository}LICENSE`, 'utf8')).toMatch(
      /^MIT License\n\nCopyright \(c\) 2026 Jophiel authors\n/,
    );
    const files = globSync(['package.json', '{libs,services}/*/package.json', '{cli,deploy/local,test}/package.json'], {
      cwd: repository,
    });
    const others = files.filter(
      (file) => (JSON.parse(readFileSync(repository + file, 'utf8')) as { license?: string }).license !== 'MIT',
    );
    expect([files.length > 30, others]).toEqual([true, []]);
  });
});
