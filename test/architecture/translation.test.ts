import { readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { translationFaults } from './translation.ts';

const textOf = (file: string) => readFileSync(`${repository}/${file}`, 'utf8');

test('"README.es.md is half of README.md: equal, and kept so by a test of headings and commands"', () => {
  expect(translationFaults(textOf('README.md'), textOf('README.es.md'))).toEqual([]);
});

describe('a translation that differs is found', () => {
  const original = `# Tool

Reads [events](docs/events.md), 5,000 at once. [En español](README.es.md)

## Use it

    # start it
    npm install
    npm start

Then ask with \`GET /v1/feed\` or \`explain=1\`.

| route          | answer |
| -------------- | ------ |
| \`GET /v1/feed\` | ids    |

- one
- two

\`\`\`sh
# stop it

npm stop
\`\`\`
`;
  const translation = `# Herramienta

Lee [eventos](docs/events.md), 5.000 a la vez. [In English](README.md)

## Úsala

    # arráncala
    npm install
    npm start

Después pregunta con \`explain=1\` o \`GET /v1/feed\`.

| ruta           | respuesta |
| -------------- | --------- |
| \`GET /v1/feed\` | ids       |

- uno
- dos

\`\`\`sh
# párala

npm stop
\`\`\`
`;

  test('words, their order, comments, separators of numbers and the link to the other language may differ', () => {
    expect(translationFaults(original, translation)).toEqual([]);
  });

  test.each([
    ['a heading less', '## Úsala', 'Úsala', 'headings: the original has levels 1 2, the translation 1'],
    [
      'a heading of another level',
      '## Úsala',
      '### Úsala',
      'headings: the original has levels 1 2, the translation 1 3',
    ],
    ['another command', 'npm start', 'npm run start', '## Use it: commands: the translation lacks npm start'],
    [
      'commands in another order',
      'npm install\n    npm start',
      'npm start\n    npm install',
      '## Use it: commands: the translation has them in another order',
    ],
    ['another command in a fence', 'npm stop', 'npm halt', '## Use it: commands: the translation lacks npm stop'],
    ['other inline code', '`explain=1`', '`explain=2`', '## Use it: inline code: the translation lacks explain=1'],
    ['a route less', 'o `GET /v1/feed`', '', '## Use it: routes: the translation lacks GET /v1/feed'],
    ['another link', 'docs/events.md', 'docs/eventos.md', '# Tool: links: the translation lacks docs/events.md'],
    ['another number', '5.000', '6.000', '# Tool: numbers: the translation lacks 5000'],
    [
      'a row of a table less',
      '| `GET /v1/feed` | ids       |\n',
      '',
      '## Use it: blocks: the translation lacks code, paragraph, table of 3 × 2, list of 2, code',
    ],
    [
      'an item of a list less',
      '- dos\n',
      '',
      '## Use it: blocks: the translation lacks code, paragraph, table of 3 × 2, list of 2, code',
    ],
    [
      'a paragraph less',
      'Después pregunta con `explain=1` o `GET /v1/feed`.\n',
      '',
      '## Use it: blocks: the translation lacks code, paragraph, table of 3 × 2, list of 2, code',
    ],
  ])('%s', (_, from, to, fault) => {
    expect(translation).toContain(from);
    expect(translationFaults(original, translation.replace(from, to))).toContain(fault);
  });
});
