import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/* Linux has a device that is always full: whatever is written to it fails with ENOSPC. */
const FULL = '/dev/full';
const writer = fileURLToPath(new URL('full-disk.writer.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jophiel-full-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in a folder that is a disk of 64 KiB, which not every system lets its users make. */
function onSmallDisk(disk: string, ...program: readonly string[]) {
  const script = `mount -t tmpfs -o size=64k none "$0" && exec "$@"`;
  return spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, disk, ...program], {
    encoding: 'utf8',
  });
}
const mayMount = onSmallDisk(tmpdir(), 'true').status === 0;

interface Line {
  readonly msg: string;
  readonly number?: number;
}

const numbersIn = (lines: readonly Line[]) => lines.flatMap(({ number }) => number ?? []);

/** What the writer said on its console, and what stands in each log, without the lines that are no JSON. */
function reportOf({ status, stdout, stderr }: ReturnType<typeof onSmallDisk>) {
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^\{/)]);
  const { said, lost, logs } = JSON.parse(stderr) as {
    readonly said: number;
    readonly lost: Readonly<Record<'central' | 'test.feature', number>>;
    readonly logs: readonly string[];
  };
  const linesIn = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .flatMap((line) => (line.endsWith('}') && line.startsWith('{') ? [JSON.parse(line) as Line] : []));
  return {
    said: Array.from({ length: said }, (_, number) => number),
    lost,
    console: linesIn(stdout),
    central: linesIn(logs[0]!),
    feature: linesIn(logs[1]!),
  };
}

describe.skipIf(!existsSync(FULL))('"a full log disk never stops a service"', () => {
  test('on a device that is full: lines are counted, it is said once, and writing goes on where there is room', () => {
    for (const name of ['central', 'test.feature']) symlinkSync(FULL, join(folder, `${name}.log`));
    const result = spawnSync(process.execPath, [writer, folder, 'device'], { encoding: 'utf8' });
    const { said, lost, console, central, feature } = reportOf(result);
    // The console is no file of this disk.
    expect(numbersIn(console)).toEqual(said);
    const [outage, ...ends] = console.filter(({ number }) => number === undefined);
    expect(outage).toMatchObject({ level: 'error', msg: 'log lines are lost', folder, err: { code: 'ENOSPC' } });
    // One end for each log that lost lines after the other was written again.
    const end = { level: 'warn', msg: 'the log files are written again' };
    expect(ends).toMatchObject(ends.length > 1 ? [end, end] : [end]);
    for (const log of [central, feature]) expect(numbersIn(log).at(-1)).toBe(said.at(-1));
    expect(lost.central).toBeGreaterThanOrEqual(24);
    expect(lost).toEqual({
      central: said.length - numbersIn(central).length,
      'test.feature': said.length - numbersIn(feature).length,
    });
  });

  test.skipIf(!mayMount)(
    'on a small disk: every line is written or counted as lost, and whole after a torn one',
    () => {
      const { said, lost, console, central, feature } = reportOf(
        onSmallDisk(folder, process.execPath, writer, folder, 'small'),
      );
      expect(numbersIn(console)).toEqual(said);
      const notes = console.filter(({ number }) => number === undefined);
      expect(notes).toMatchObject([
        { msg: 'log lines are lost', err: { code: 'ENOSPC' } },
        { msg: 'the log files are written again' },
      ]);
      expect(lost.central).toBeGreaterThan(0);
      for (const [name, log] of [
        ['central', central],
        ['test.feature', feature],
      ] as const) {
        expect(numbersIn(log).length + lost[name]).toBe(said.length);
        expect(numbersIn(log).at(-1)).toBe(said.at(-1));
      }
    },
  );
});
