import { readdirSync, readFileSync } from 'node:fs';
import { sampleDeleted } from '@jophiel/contracts';
import { open, type Server } from '@jophiel/http';
import { subscriber } from '@jophiel/messaging';
import {
  eventually,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  type TemporaryFolder,
  temporaryFolder,
} from '@jophiel/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deletion, startWith, testManifest } from '../test/given-service.ts';
import { logsOf } from './index.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let folder: TemporaryFolder;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
});
afterAll(async () => {
  await Promise.all([postgres.remove(), nats.remove()]);
});
beforeEach(() => {
  folder = temporaryFolder('feature-logs');
});
afterEach(() => folder.remove());

interface Line {
  readonly level: string;
  readonly feature: string;
  readonly msg: string;
  readonly [key: string]: unknown;
}

const linesOf = (log: string): Line[] =>
  readFileSync(`${folder.path}/${log}.log`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
/** What is said in a log after its start. */
const saidIn = (log: string) => linesOf(log).filter(({ msg }) => msg !== 'starts');

describe('"Cada funcionalidad debe tener un archivo de log por separado"', () => {
  test('requests, events and background work of a feature are in its file and the central one only', async () => {
    const onDeleted = subscriber(sampleDeleted, async () => []);
    let failures = 0;
    const service = await startWith(
      { postgres, nats },
      () => ({
        features: {
          removal: { subscribers: [onDeleted] },
          terms: {
            routes: (server) => {
              server.get('/broken', { config: { access: open } }, async () => {
                throw new TypeError('a defect');
              });
              server.get('/good', { config: { access: open } }, async () => ({ fine: true }));
            },
          },
          revectorise: {
            background: [
              async () => {
                failures += 1;
                if (failures === 1) throw new Error('for now');
              },
            ],
          },
        },
      }),
      { environment: { LOG_FOLDER: folder.path, LOG_LEVEL: 'info' } },
    );
    const transport = await nats.connect();
    await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
    await transport.publish([deletion('one')]);
    const headers = { 'x-correlation-id': 'the-broken-one' };
    expect((await fetch(`${service.url}/broken`, { headers })).status).toBe(500);
    expect((await fetch(`${service.url}/good`)).status).toBe(200);
    await eventually(() => expect(saidIn('vectorizer.removal')).toHaveLength(1));
    await service.stop();

    expect(readdirSync(folder.path).toSorted()).toEqual(
      ['central', ...logsOf(testManifest)].map((log) => `${log}.log`).toSorted(),
    );
    expect(saidIn('vectorizer.removal')).toMatchObject([
      { msg: 'handled', consumer: 'vectorizer-sample-deleted', events: 1 },
    ]);
    expect(saidIn('vectorizer.revectorise')).toMatchObject([{ level: 'warn', err: { message: 'for now' } }]);
    expect(saidIn('vectorizer.terms')).toMatchObject([
      { level: 'error', correlation_id: 'the-broken-one', route: '/broken', err: { message: 'a defect' } },
      { level: 'info', msg: 'requests answered', requests: 2, failed: 1, ms_max: expect.any(Number) },
    ]);
    expect(saidIn('vectorizer').map(({ level, msg }) => `${level}: ${msg}`)).toEqual(
      expect.arrayContaining(['info: log files are in this folder', 'info: stopped']),
    );
    expect(saidIn('vectorizer').filter(({ level }) => level !== 'info')).toEqual([]);
    const central = linesOf('central');
    for (const log of logsOf(testManifest)) {
      expect(linesOf(log)[0]).toMatchObject({ service: 'vectorizer', feature: log, pid: process.pid, msg: 'starts' });
      expect(central.filter(({ feature }) => feature === log)).toEqual(linesOf(log));
    }
  });

  test('at level debug each request of a feature has a line', async () => {
    const compose = () => ({
      features: {
        terms: {
          routes: (server: Server) => void server.get('/terms/:term', { config: { access: open } }, async () => ({})),
        },
      },
    });
    const service = await startWith({ postgres, nats }, compose, {
      environment: { LOG_FOLDER: folder.path, LOG_LEVEL: 'debug' },
    });
    await fetch(`${service.url}/terms/one`, { headers: { 'x-correlation-id': 'this-one' } });
    await service.stop();
    expect(saidIn('vectorizer.terms')[0]).toMatchObject({
      level: 'debug',
      method: 'GET',
      route: '/terms/:term',
      status: 200,
      correlation_id: 'this-one',
    });
  });
});

test('a service that cannot start logs the reason', async () => {
  await expect(
    startWith(
      { postgres, nats },
      () => {
        throw new Error('the parts do not fit');
      },
      { environment: { LOG_FOLDER: folder.path } },
    ),
  ).rejects.toThrow('the parts do not fit');
  for (const log of ['vectorizer', 'central'])
    expect(linesOf(log)).toMatchObject([{ level: 'fatal', err: { message: 'the parts do not fit' } }]);
});

test('the metrics have the number of lost log lines, from the start', async () => {
  const service = await startWith({ postgres, nats }, () => ({}), { environment: { LOG_FOLDER: folder.path } });
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  await service.stop();
  expect(metrics).toMatch(/^jophiel_log_lines_lost_total\{.*log="central".*\} 0$/m);
});
