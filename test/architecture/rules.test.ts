import { describe, expect, test } from 'vitest';
import { type Rule, rules } from './rules.ts';
import * as rule from './rules.ts';
import { parseSource, readSources } from './source-file.ts';

const sources = readSources();

test('the sources are found', () => {
  expect(sources.length).toBeGreaterThan(200);
});

describe('the repository keeps every rule', () => {
  test.each(rules.map((each) => [each.name, each] as const))('%s', (_, { violations }) => {
    const found = sources.flatMap((file) => violations(file).map((violation) => `${file.path} ${violation}`));
    expect(found).toEqual([]);
  });
});

describe('every rule bites on a bad example, and lets a good one pass', () => {
  const examples: readonly (readonly [Rule, good: readonly [string, string], bad: readonly [string, string]])[] = [
    [
      rule.vendorsHaveOneOwner,
      ['libs/postgres/src/x.ts', `import pg from 'pg';`],
      ['services/profile/src/statements/x.ts', `import pg from 'pg';`],
    ],
    [
      rule.vendorsHaveOneOwner,
      ['libs/nearest/src/hnsw/x.ts', `import { Index } from 'usearch';`],
      ['services/ann/src/adapters/x.ts', `import { QdrantClient } from '@qdrant/js-client-rest';`],
    ],
    [
      rule.servicesAreNotImported,
      ['services/profile/src/app.ts', `import { x } from '@jophiel/messaging';`],
      ['services/profile/src/app.ts', `import { x } from '@jophiel/scorer/app';`],
    ],
    [
      rule.servicesAreNotImported,
      ['deploy/local/stack/services.ts', `import { x } from '@jophiel/scorer/service';`],
      ['deploy/local/stack/services.ts', `import { x } from '@jophiel/scorer';`],
    ],
    [
      rule.manifestsAreData,
      ['services/profile/src/service.ts', `import { ProfileSettings } from './config.ts';`],
      ['services/profile/src/service.ts', `import { x } from './core/x.ts';`],
    ],
    [
      rule.packagesHaveOneDoor,
      ['libs/vectors/src/a/x.ts', `import { y } from '../y.ts';`],
      ['libs/vectors/src/x.ts', `import { y } from '../../domain/src/y.ts';`],
    ],
    [
      rule.packagesHaveOneDoor,
      ['libs/vectors/src/x.ts', `export { y } from './y.ts';`],
      ['libs/vectors/src/x.ts', `export { y } from '@jophiel/domain/src/y.ts';`],
    ],
    [
      rule.serviceImportsPointInward,
      ['services/profile/src/handlers/x.ts', `import { y } from '../statements/y.ts';`],
      ['services/profile/src/statements/x.ts', `import { y } from '../handlers/y.ts';`],
    ],
    [
      rule.serviceImportsPointInward,
      ['services/profile/src/adapters/http/x.ts', `import { y } from '../../core/y.ts';`],
      ['services/profile/src/core/x.ts', `import { y } from '../config.ts';`],
    ],
    [rule.serviceImportsPointInward, ['services/profile/src/core/x.ts', ''], ['services/profile/src/utils/x.ts', '']],
    [
      rule.serviceImportsPointInward,
      ['services/feed-api/src/why/use-cases/x.ts', `import { y } from '../../shared/use-cases/y.ts';`],
      ['services/feed-api/src/shared/use-cases/x.ts', `import { y } from '../../why/use-cases/y.ts';`],
    ],
    [
      rule.serviceImportsPointInward,
      ['services/feed-api/src/search/adapters/x.ts', `import { y } from '../../lists/core/y.ts';`],
      ['services/feed-api/src/search/core/x.ts', `import { y } from '../../lists/adapters/y.ts';`],
    ],
    [
      rule.serviceImportsPointInward,
      ['services/feed-api/src/why/core/x.ts', ''],
      ['services/feed-api/src/core/x.ts', ''],
    ],
    [
      rule.serviceImportsPointInward,
      [
        'services/feed-api/src/feed/room.ts',
        `import type { X } from '../service.ts'; import { y } from '../shared/room.ts';`,
      ],
      ['services/feed-api/src/feed/adapters/x.ts', `import type { X } from '../../config.ts';`],
    ],
    [
      rule.serviceImportsPointInward,
      ['services/feed-api/src/why/room.ts', `import { y } from '../feed/use-cases/y.ts';`],
      ['services/feed-api/src/why/adapters/x.ts', `import { y } from '../room.ts';`],
    ],
    [
      rule.serviceImportsPointInward,
      ['services/feed-api/src/app.ts', `import { y } from './feed/room.ts';`],
      ['services/feed-api/src/feed/room.ts', `import { y } from '../why/room.ts';`],
    ],
    [
      rule.handlersAreCalledByTheBroker,
      ['services/profile/src/handlers/on-user-deleted.ts', ''],
      ['services/profile/src/handlers/sweep.ts', ''],
    ],
    [
      rule.coresArePure,
      ['services/feed-api/src/feed/core/x.ts', `import { y } from '@jophiel/vectors';`],
      ['services/feed-api/src/feed/core/x.ts', `import { y } from '@jophiel/postgres';`],
    ],
    [
      rule.coresArePure,
      ['services/feed-api/src/feed/core/x.ts', `export const read = (path: string) => path + '/cursor';`],
      ['services/feed-api/src/feed/core/x.ts', `export const path = '/query/cursor';`],
    ],
    [
      rule.coresArePure,
      ['services/feed-api/src/feed/use-cases/x.ts', `export class Cache {}`],
      ['services/feed-api/src/feed/core/x.ts', `export class Cache {}`],
    ],
    [
      rule.coresArePure,
      ['services/feed-api/src/sync/statements/x.ts', 'export const text = `SELECT id FROM x`;'],
      ['services/feed-api/src/sync/core/x.ts', 'export const text = `SELECT id FROM x`;'],
    ],
    [
      rule.testsLogElsewhere,
      ['services/ann/src/x.test.ts', `await startAnn({ LOG_FOLDER: 'off' });`],
      ['services/ann/src/x.test.ts', `await startAnn({});`],
    ],
    [
      rule.testsLogElsewhere,
      ['services/ann/src/x.test.ts', `await startAnn(givenEnvironment({ postgres, nats }));`],
      ['services/ann/src/x.test.ts', `await startAnn({ DATABASE_URL: postgres.url, NATS_URL: nats.url });`],
    ],
    [
      rule.testsLogElsewhere,
      ['cli/src/x.test.ts', `spawn('node', ['main.ts'], { env: { LOG_FOLDER: folder.path } });`],
      ['cli/src/x.test.ts', `spawn('node', ['main.ts'], { env: {} });`],
    ],
    [
      rule.coresArePure,
      ['services/profile/src/core/x.ts', `import { y } from '@jophiel/vectors';`],
      ['services/profile/src/core/x.ts', `import { y } from '@jophiel/postgres';`],
    ],
    [
      rule.pureLibrariesDoNoIo,
      ['libs/vectors/src/x.ts', `import { y } from 'node:crypto';`],
      ['libs/vectors/src/x.ts', `const fs = await import('node:fs/promises');`],
    ],
    [
      rule.noExportsOfEverything,
      ['libs/vectors/src/index.ts', `export { x } from './x.ts';`],
      ['libs/vectors/src/index.ts', `export * from './x.ts';`],
    ],
    [
      rule.theDomainIsData,
      ['services/profile/src/core/x.ts', `const kind = 'toggle';`],
      ['services/profile/src/core/x.ts', 'const weight = name === `add_to_board` ? 1 : 0;'],
    ],
    [
      rule.theDomainIsData,
      ['libs/vectors/src/x.ts', `const key = feature.key;`],
      ['libs/vectors/src/x.ts', `const key = metadata['tonalidad'];`],
    ],
    [
      rule.theDomainIsData,
      ['libs/contracts/src/events/x.ts', `const senders = ['platform', 'analyser'];`],
      ['libs/contracts/src/events/x.ts', `const sender = 'casiel, ingestion';`],
    ],
    [
      rule.theDomainIsData,
      ['services/ingestion/src/handlers/x.ts', `/** What the platform sends, with a password. */`],
      ['services/ingestion/src/handlers/x.ts', `/** What sword sends, with a password. */`],
    ],
    [
      rule.theDomainIsData,
      ['docs/generate/x.ts', `const PASSWORD = passwordOf('platform'), swordfish = 1;`],
      ['docs/generate/x.ts', `const fromSword = read('platform');`],
    ],
    [
      rule.theDomainIsData,
      ['cli/src/x.ts', `const files = ['platform'];`],
      ['cli/src/x.ts', `const files = ['filmhouse.json'];`],
    ],
    [rule.filesAreSmall, ['libs/vectors/src/x.ts', '\n'.repeat(300)], ['libs/vectors/src/x.ts', '\n'.repeat(400)]],
  ];

  test.each(examples.map((example, index) => [`${index + 1}: ${example[0].name}`, ...example] as const))(
    '%s',
    (_, { violations }, good, bad) => {
      expect(violations(parseSource(...good))).toEqual([]);
      expect(violations(parseSource(...bad))).toHaveLength(1);
    },
  );

  test('none of them is without an example', () => {
    expect(rules.filter((each) => !examples.some(([tested]) => tested === each)).map(({ name }) => name)).toEqual([]);
  });
});
