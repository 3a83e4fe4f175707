import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { expect, test } from 'vitest';
import { parseSource, readSources, type SourceFile } from './source-file.ts';

interface Package {
  readonly folder: string;
  /** What it may import: itself, and what it declares. */
  readonly declared: ReadonlySet<string>;
}

function readPackage(file: string): Package {
  const { name, dependencies, devDependencies } = JSON.parse(readFileSync(repository + file, 'utf8')) as {
    name: string;
    dependencies?: Readonly<Record<string, string>>;
    devDependencies?: Readonly<Record<string, string>>;
  };
  return {
    folder: file.replace('package.json', ''),
    declared: new Set([name, ...Object.keys({ ...dependencies, ...devDependencies })]),
  };
}

const root = readPackage('package.json');
const packages = globSync(['{libs,services}/*/package.json', '{cli,deploy/local,test}/package.json'], {
  cwd: repository,
}).map(readPackage);

/** The packages that a file imports and its own package does not declare; test tools are the root's. */
function undeclared({ path, imports }: SourceFile): string[] {
  const own = packages.find(({ folder }) => path.startsWith(folder));
  if (own === undefined) return [];
  return imports
    .filter((specifier) => !/^(\.|node:)/.test(specifier))
    .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0])
    .filter((name) => !own.declared.has(name) && !root.declared.has(name));
}

test('a package declares what it imports: turbo orders and caches by what package.json says', () => {
  expect(readSources().flatMap((file) => undeclared(file).map((name) => `${file.path}: ${name}`))).toEqual([]);
});

test.each([
  ['libs/errors/src/x.ts', `import { x } from '@jophiel/events';`, ['@jophiel/events']],
  ['deploy/local/stack/x.ts', `import { x } from '@jophiel/nowhere/service';`, ['@jophiel/nowhere']],
  ['deploy/local/stack/x.ts', `import { x } from '@jophiel/scorer/service';`, []],
])('in %s, %s lacks %j', (path, text, expected) => {
  expect(undeclared(parseSource(path, text))).toEqual(expected);
});
