import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';

/** The user that runs PostgreSQL, which refuses to run as root. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'postgres';
/** Used as root when that user cannot read the checkout. */
const REACHABLE = '/var/lib/jophiel';

/** As root the user postgres, created if missing; undefined when this process can run PostgreSQL itself. */
export function unprivilegedIdentity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (spawnSync('id', ['-u', USER]).status !== 0)
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', USER]);
  const id = (flag: string) => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

/** The binaries, or a copy that the user can run. */
export function reachableBinaries(binaries: PostgresBinaries, identity: Identity | undefined): PostgresBinaries {
  if (identity === undefined || spawnSync(binaries.postgres, ['--version'], identity).status === 0) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(REACHABLE, `${basename(dirname(native))}-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(REACHABLE, { recursive: true, mode: 0o755 });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** The wanted data folder, or one outside of the checkout that the user can reach. */
export function reachableFolder(folder: string, identity: Identity | undefined): string {
  if (identity === undefined) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  if (spawnSync('test', ['-x', dirname(folder)], identity).status === 0) return folder;
  return join(REACHABLE, 'data', folder.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-/, ''));
}
