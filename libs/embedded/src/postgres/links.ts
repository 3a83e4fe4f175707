import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * A package of npm cannot hold symbolic links: it lists those that its libraries need, for a script of its installation
 * to make. That script runs only where install scripts are allowed, so this makes what is missing.
 * @param native the folder of the binaries, with bin, lib and the list
 */
export function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!existsSync(path)) makeLink(basename(source), path);
  }
}

function makeLink(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    // Several processes may start at once on a fresh checkout.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
