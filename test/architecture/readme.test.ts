import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { readSources } from './source-file.ts';

/* What is advertised is built. */

const documents = ['README.md', 'README.es.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'];
const textOf = (file: string) => readFileSync(`${repository}/${file}`, 'utf8');
const sources = readSources().filter(({ path }) => path.startsWith('cli/'));

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every route that a service answers, its parameters without a name. The descriptions are held to the services. */
const routes = new Set([
  'GET /openapi.json',
  'GET /docs',
  ...globSync('docs/openapi/*.json', { cwd: repository }).flatMap((file) => {
    const { paths } = JSON.parse(textOf(file)) as Described;
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${anonymous(path)}`),
    );
  }),
]);
const commands = new Set(
  sources.flatMap(({ text }) => [...text.matchAll(/\.command\('([\w:]+)/g)].map(([, name]) => name!)),
);
const scripts = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;

function anonymous(path: string): string {
  return path.replaceAll(/:\w+|\{[^}]+\}/g, '*');
}

describe.each(documents)('%s', (document) => {
  const text = textOf(document);

  test('names only routes that are answered', () => {
    const named = [...text.matchAll(/(GET|POST|PUT|DELETE) (\/[\w/{}:.-]*[\w}])/g)].map(
      ([, method, path]) => `${method} ${anonymous(path!)}`,
    );
    expect(named.filter((route) => !routes.has(route))).toEqual([]);
  });

  test('names only commands that there are', () => {
    const named = [...text.matchAll(/npm run jophiel -- ([a-z][\w:]*)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !commands.has(name))).toEqual([]);
    const run = [...text.matchAll(/npm run ([a-z]\w*)/g)].map(([, name]) => name!);
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('leads only to files that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target!);
    const broken = links.filter((target) => {
      try {
        readFileSync(`${repository}/${target}`);
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'EISDIR';
      }
    });
    expect(broken).toEqual([]);
  });
});

test('the routes and commands are found at all', () => {
  expect(routes).toContain('GET /v1/feed/*');
  expect(routes).toContain('POST /v1/events');
  expect([...commands]).toEqual(expect.arrayContaining(['db:install', 'seed', 'import', 'timings']));
});
