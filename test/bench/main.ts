import { parseArgs } from 'node:util';
import { access } from './access.ts';
import { ann } from './ann.ts';
import { api } from './api.ts';
import { batch } from './batch.ts';
import { blend } from './blend.ts';
import { candidates } from './candidates.ts';
import { feed } from './feed.ts';
import { importFile } from './import.ts';
import { ingest } from './ingest.ts';
import { learn } from './learn.ts';
import { memory } from './memory.ts';
import { nearest } from './nearest.ts';
import { quality } from './quality.ts';
import { reaction } from './reaction.ts';
import { rounds } from './rounds.ts';
import { start } from './start.ts';
import { timings } from './timings.ts';
import { vectorize } from './vectorize.ts';
import { against } from './against/against.ts';
import { endFamily } from './lib/processes.ts';
import { type Findings, report } from './lib/report.ts';
import type { DefinitionChanges } from './quality/sets.ts';

/* npm run bench -- NAME [--json FILE] [--against COMMIT] [--samples N] [--likes N]: every benchmark prints a table. */

const { values, positionals, tokens } = parseArgs({
  allowPositionals: true,
  tokens: true,
  options: {
    json: { type: 'string' },
    against: { type: 'string' },
    samples: { type: 'string' },
    likes: { type: 'string' },
    rate: { type: 'string' },
    users: { type: 'string' },
    connections: { type: 'string' },
    interactions: { type: 'string' },
    real: { type: 'boolean', default: false },
    hnsw: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    shape: { type: 'string' },
    engine: { type: 'string', default: 'exact' },
    source: { type: 'string' },
    rounds: { type: 'string' },
    data: { type: 'string', default: 'hetrec' },
    folds: { type: 'string' },
    definition: { type: 'string' },
    ranking: { type: 'string' },
    'position-scale': { type: 'string' },
    routes: { type: 'string', default: '' },
  },
});
const number = (text: string | undefined, preset: number): number => (text === undefined ? preset : Number(text));

const benches: Record<string, () => Promise<Findings>> = {
  access,
  ann: async () =>
    ann({ samples: number(values.samples, 300_000), users: number(values.users, 200), engine: values.engine }),
  api: async () =>
    api({
      samples: number(values.samples, 100_000),
      users: number(values.users, 500),
      interactions: number(values.interactions, 4_000),
      connections: number(values.connections, 64),
      seconds: 3,
      source: values.source ?? 'postgres',
      rounds: number(values.rounds, 1),
      routes: values.routes.split(',').filter((part) => part !== ''),
    }),
  batch: async () =>
    batch({
      samples: number(values.samples, 300_000),
      users: number(values.users, 5_000),
      source: values.source ?? 'postgres',
    }),
  blend: async () =>
    blend({
      data: values.data,
      fold: values.folds === undefined ? undefined : Number(values.folds),
      changes: definitionChanges(),
    }),
  candidates: async () =>
    candidates({ samples: number(values.samples, 100_000), users: number(values.users, 60), real: values.real }),
  feed: async () =>
    feed({
      samples: number(values.samples, 300_000),
      users: number(values.users, 50_000),
      connections: number(values.connections, 64),
    }),
  import: async () =>
    importFile({
      samples: number(values.samples, 20_000),
      users: number(values.users, 20_000),
      interactions: number(values.interactions, 1_000_000),
      source: values.source ?? 'postgres',
    }),
  ingest: async () =>
    ingest({ interactions: number(values.interactions, 100_000), users: number(values.users, 10_000) }),
  learn: async () =>
    learn({
      samples: number(values.samples, 100_000),
      signals: number(values.interactions, 1_000_000),
      likes: number(values.likes, 100),
    }),
  memory: async () =>
    memory({ samples: number(values.samples, 20_000), interactions: number(values.interactions, 5_000) }),
  nearest: async () =>
    nearest({
      samples: number(values.samples, 300_000),
      users: number(values.users, 1_000),
      shape: values.shape,
      hnsw: values.hnsw,
      compare: values.compare,
    }),
  quality: async () =>
    quality({
      data: values.data,
      folds: values.folds,
      changes: definitionChanges(),
      source: values.source ?? 'ann',
    }),
  reaction: async () =>
    reaction({
      samples: number(values.samples, 20_000),
      likes: number(values.likes, 200),
      rate: number(values.rate, 0),
      source: values.source ?? 'postgres',
    }),
  rounds: async () =>
    rounds({
      data: values.data,
      changes: definitionChanges(),
      rounds: number(values.rounds, 20),
      users: number(values.users, 150),
    }),
  start: async () => start({ samples: number(values.samples, 100_000) }),
  timings: async () => timings({ executions: 100_000 }),
  vectorize: async () => vectorize({ samples: number(values.samples, 50_000), real: values.real }),
};

const [name] = positionals;
const bench = name === undefined ? undefined : benches[name];
if (name === undefined || bench === undefined) {
  process.stderr.write(`Name a benchmark: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(1);
}
// After Ctrl-C no server is left that would take CPU time from the next benchmark.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    endFamily();
    process.exit(1);
  });
if (values.against === undefined) report(name, await bench(), values.json);
else await against({ bench: name, arguments: sizesGiven(), base: values.against, jsonFile: values.json });
process.exit(0);

function definitionChanges(): DefinitionChanges {
  const { definition, ranking, 'position-scale': scale } = values;
  return { definition, ranking, positionScale: scale === undefined ? undefined : Number(scale) };
}

/** The options as typed, without --json and --against. */
function sizesGiven(): string[] {
  return tokens.flatMap((token) => {
    if (token.kind !== 'option' || token.name === 'json' || token.name === 'against') return [];
    return token.value === undefined ? [token.rawName] : [token.rawName, token.value];
  });
}
