import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';

export interface Row {
  readonly name: string;
  readonly when: string;
  readonly licence: string;
  readonly why: string;
}

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
  /** Needed by development, and by others only if it is there. */
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

const read = (file: string): unknown => JSON.parse(readFileSync(repository + file, 'utf8'));

const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> };

/** Every locked package of others, by its name. */
export const locked: readonly (Locked & { readonly name: string })[] = Object.entries(packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, one]) => ({ ...one, name: path.replace(/^.*node_modules\//, '') }));

/** The packages of others that the packages of this project name, and when they are needed. */
export function namedDependencies(): ReadonlyMap<string, 'runs' | 'development'> {
  const files = globSync(['package.json', '{libs,services}/*/package.json', '{cli,deploy/local,test}/package.json'], {
    cwd: repository,
  });
  const named = new Map<string, 'runs' | 'development'>();
  for (const file of files) {
    const { dependencies = {}, devDependencies = {} } = read(file) as Partial<
      Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
    >;
    for (const name of Object.keys(devDependencies)) if (!named.has(name)) named.set(name, 'development');
    for (const name of Object.keys(dependencies)) named.set(name, 'runs');
  }
  for (const name of named.keys()) if (name.startsWith('@jophiel/')) named.delete(name);
  return named;
}

/** The rows of a table of dependencies: name, when, licence, why. */
export function rowsOf(document: string): Row[] {
  return [...document.matchAll(/^\| `([^`]+)`\s*\| (runs|development)\s*\| (.+?)\s*\| (.+?)\s*\|$/gm)].map(
    ([, name, when, licence, why]) => ({ name: name!, when: when!, licence: licence!, why: why! }),
  );
}

/** What is wrong with the rows for some dependencies. */
export function tableFaults(rows: readonly Row[], named: ReadonlyMap<string, string>): string[] {
  const listed = new Map(rows.map((row) => [row.name, row]));
  const faults = [...named.keys()]
    .filter((name) => !listed.has(name))
    .map((name) => `${name}: has no row, which says why it is needed`);
  for (const { name, when, licence, why } of rows) {
    const known = locked.find((one) => one.name === name);
    if (!named.has(name)) faults.push(`${name}: no package.json names it`);
    else if (named.get(name) !== when) faults.push(`${name}: is for ${named.get(name)}, not for ${when}`);
    else if (known?.license !== licence) faults.push(`${name}: its licence is ${known?.license}, not ${licence}`);
    if (why.length < 15) faults.push(`${name}: no reason`);
  }
  return faults;
}
