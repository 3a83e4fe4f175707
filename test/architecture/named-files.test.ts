import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { missingFiles, pathsBelow } from './named-files.ts';

const paths = pathsBelow(repository);
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: repository });

test('the documents and the files are found', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/glossary.md']));
  expect(paths).toEqual(expect.arrayContaining(['docs/adr', 'libs/errors/src/codes.ts', '.github/workflows/ci.yml']));
});

test.each(documents.sort())('"code spans in documents that name a file must exist": %s', (document) => {
  expect(missingFiles(readFileSync(`${repository}${document}`, 'utf8'), paths)).toEqual([]);
});

describe('a file that is not there', () => {
  const few = ['docs', 'libs', 'libs/a', 'libs/a/src', 'libs/a/src/core', 'libs/a/src/core/here.ts', 'start.sh'];

  test.each([
    'libs/a/src/core/gone.ts',
    'core/gone.ts',
    'ore/here.ts',
    'libs/b',
    'src/adapters/',
    'gone.ts',
    'libs/*/src/gone.ts',
    'prisma/<owner>.prisma',
  ])('is found: %s', (span) => {
    expect(missingFiles(`The rule (\`${span}\`) holds.`, few)).toEqual([span]);
  });

  test.each([
    'libs/a/src/core/here.ts',
    'core/here.ts',
    'libs/a/',
    'src/core/',
    'here.ts',
    'start.sh',
    'libs/*/src/core/<name>.ts',
    'libs/a/src/generated/client.ts',
    'GET /v1/feed',
    '/openapi.json',
    'application/json',
    'package.name',
    'node gone.ts',
  ])('is not: %s', (span) => {
    expect(missingFiles(`The rule (\`${span}\`) holds.`, few)).toEqual([]);
  });

  test('is not sought in blocks of code', () => {
    expect(missingFiles('```sh\nnode `libs/gone.ts`\n```\n', few)).toEqual([]);
  });
});
