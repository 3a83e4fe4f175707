import { expect, test } from 'vitest';
import { circlesAmong } from './circles.ts';
import { parseSource, readSources } from './source-file.ts';

const files = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([path, text]) => parseSource(path, text));

test('no file of the repository is part of a circle of imports, type imports included', () => {
  expect(circlesAmong(readSources())).toEqual([]);
});

test('a circle through a type import and a re-export is found', () => {
  const circle = files({
    'libs/a/src/one.ts': `import type { Two } from './two.ts'; export interface One { two: Two }`,
    'libs/a/src/two.ts': `export { three } from './inner/three.ts'; export interface Two {}`,
    'libs/a/src/inner/three.ts': `import { type One } from '../one.ts'; export const three: One | undefined = undefined;`,
  });
  expect(circlesAmong(circle)).toEqual([['libs/a/src/inner/three.ts', 'libs/a/src/one.ts', 'libs/a/src/two.ts']]);
});

test('a circle of packages through their doors is found', () => {
  const circle = files({
    'libs/a/src/index.ts': `export { one } from './one.ts';`,
    'libs/a/src/one.ts': `import type { Two } from '@jophiel/b'; export const one: Two | undefined = undefined;`,
    'libs/b/src/index.ts': `import { one } from '@jophiel/a'; export type Two = typeof one;`,
  });
  expect(circlesAmong(circle)).toEqual([['libs/a/src/index.ts', 'libs/a/src/one.ts', 'libs/b/src/index.ts']]);
});

test('two ways to one file are no circle', () => {
  const diamond = files({
    'libs/a/src/top.ts': `import './left.ts'; import './right.ts';`,
    'libs/a/src/left.ts': `import './bottom.ts';`,
    'libs/a/src/right.ts': `import './bottom.ts';`,
    'libs/a/src/bottom.ts': '',
  });
  expect(circlesAmong(diamond)).toEqual([]);
});
