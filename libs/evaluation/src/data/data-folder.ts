import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the public data sets, which are no part of the repository: `JOPHIEL_DATA`, or `../shared/data`. */
export function dataFolder(): string {
  return process.env.JOPHIEL_DATA || fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
}

/** A word for a test that needs a file of the folder: undefined where it is there. */
export function missingData(path: string): string | undefined {
  const file = `${dataFolder()}/${path}`;
  return existsSync(file) ? undefined : `skipped: ${file} is missing; set JOPHIEL_DATA to the folder of the data sets`;
}
