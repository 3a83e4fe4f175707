import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { FeedAnswer, FeedPointsAnswer, Pagination, TasteAnswer } from '@jophiel/contracts';
import { seed } from '@jophiel/local/seed';
import { fetchWithKey, repository, serviceNames, waitUntilHandled } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../stack/platform.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

/* What the CMS does with Jophiel's answers today, and what it may rely on. */

const size = { users: 30, samples: 600, interactions: 600, seed: 5, now: Date.now() };
const USER = 900_001;
let stack: RunningStack;
let platform: Platform;

beforeAll(async () => {
  stack = await startStack();
  platform = new Platform(stack);
  await seed(stack, size, () => {});
  await waitUntilHandled(stack, () => {});
  const [first, second] = new ImaginaryPlatform(loadDefinition('audio'), size).samples();
  for (const { payload } of [first!, second!])
    await platform.changing(USER, async () =>
      platform.does(USER, 'like', { sample_id: (payload as { sample_id: number }).sample_id }),
    );
}, 120_000);
afterAll(async () => stack.stop());

const api = () => stack.services['feed-api'];
async function get<Answer>(path: string): Promise<Answer> {
  const response = await fetchWithKey(api() + path);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

/** The CMS shows its own address and keeps only the query of the links that it was given. */
async function walk<Answer extends { readonly pagination: Pagination }>(path: string): Promise<Answer[]> {
  const pages = [await get<Answer>(`${path}${path.includes('?') ? '&' : '?'}per_page=30`)];
  for (;;) {
    const next = pages.at(-1).pagination.next_page_url;
    if (next === null) return pages;
    pages.push(await get<Answer>(path.split('?')[0] + new URL(next).search));
  }
}

describe('the feed', () => {
  test('walked by rewritten links is the whole feed in its order, while the user goes on liking', async () => {
    const before = await get<FeedAnswer>(`/v1/feed/${USER}?per_page=100`);
    const first = await get<FeedAnswer>(`/v1/feed/${USER}?per_page=30`);
    await platform.changing(USER, async () =>
      platform.does(USER, 'like', { sample_id: Number(before.sample_ids[40]!) }),
    );
    const rest: FeedAnswer[] = [];
    for (let next = first.pagination.next_page_url; next !== null; next = rest.at(-1).pagination.next_page_url)
      rest.push(await get<FeedAnswer>(`/v1/feed/${USER}${new URL(next).search}`));
    const walked = [first, ...rest].flatMap(({ sample_ids }) => sample_ids);
    expect(walked.slice(0, 100)).toEqual(before.sample_ids);
    expect(new Set(walked).size).toBe(first.pagination.total);
    expect(new Set([first, ...rest].map(({ generated_at }) => generated_at)).size).toBe(1);
  });

  test('with points has the same samples in the same order, their scores falling', async () => {
    const ids = (await walk<FeedAnswer>(`/v1/feed/${USER}`)).flatMap(({ sample_ids }) => sample_ids);
    const points = (await walk<FeedPointsAnswer>(`/v1/feed/points/${USER}`)).flatMap(({ samples }) => samples);
    expect(points.map(({ sample_id }) => sample_id)).toEqual(ids);
    const scores = points.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });
});

test('a search has the shape of a feed and is walked like one', async () => {
  const pages = await walk<FeedAnswer>(`/v1/search?q=${await aWord()}&user_id=${USER}`);
  const found = pages.flatMap(({ sample_ids }) => sample_ids);
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found).size).toBe(pages[0]!.pagination.total);
  expect(pages[0]!.user_id).toBe(USER);
});

/** A word that several samples have. */
async function aWord(): Promise<string> {
  const [row] = await stack.database.query<{ term: string }>({
    text: `SELECT term FROM jophiel.feature_terms WHERE term ~ '^[a-z]{4,}$' ORDER BY samples DESC LIMIT 1`,
  });
  return row!.term;
}

test('a taste is readable, and there is none of a user who has done nothing', async () => {
  const taste = await get<TasteAnswer>(`/v1/taste/${USER}`);
  expect(taste.features.map(({ feature }) => feature)).toContain('tempo');
  expect(taste.interactions.length).toBeGreaterThan(0);
  expect((await fetchWithKey(`${api()}/v1/taste/123456789`)).status).toBe(404);
});

describe('the nightly comparison', () => {
  const checksumOf = (ids: readonly (number | string)[]) => createHash('sha256').update(ids.join(',')).digest('hex');

  test.each(['samples', 'interactions/likes', 'interactions/follows'])(
    'of %s: the checksum is that of the list, which is in order',
    async (kind) => {
      const { data } = await get<{ success: true; data: Record<string, (number | string)[]> }>(`/v1/${kind}/ids`);
      const [list] = Object.values(data);
      const told = await get<{ success: true; data: { checksum: string; count: number } }>(`/v1/${kind}/checksum`);
      expect(list!.length).toBeGreaterThan(0);
      expect(told).toEqual({ success: true, data: { checksum: checksumOf(list!), count: list!.length } });
      const numbers = list!.map((id) => String(id).split('-').map(Number));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a[0]! - b[0]! || (a[1] ?? 0) - (b[1] ?? 0)));
    },
  );

  test('of samples changes when one is deleted', async () => {
    type Told = { data: { checksum: string; count: number } };
    const before = await get<Told>('/v1/samples/checksum');
    await platform.send({
      event_name: 'sample.lifecycle.deleted',
      event_id: randomUUID(),
      event_timestamp: new Date().toISOString(),
      payload: { sample_id: 1 },
    });
    await eventually(async () => {
      const after = await get<Told>('/v1/samples/checksum');
      expect(after.data.count).toBe(before.data.count - 1);
      expect(after.data.checksum).not.toBe(before.data.checksum);
    });
  });
});

describe('"builds and starts the compose file and checks health and a like by curl"', () => {
  const portOf = (url: string) => new URL(url).port;
  const smoke = async (environment: Readonly<Record<string, string>>) =>
    promisify(execFile)('bash', [`${repository}deploy/smoke.sh`], {
      env: { PATH: process.env.PATH, JOPHIEL_KEY: stack.key, ...environment },
    });
  const ports = () =>
    Object.fromEntries(
      serviceNames.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_PORT`, portOf(stack.services[name])]),
    );

  test('the check itself passes on a Jophiel that runs, twice', async () => {
    for (let time = 0; time < 2; time += 1) {
      const { stdout } = await smoke(ports());
      expect(stdout).toMatch(
        /every service is ready\nsmoke: user \d+ likes sample \d+ and has sample \d+ in their feed/,
      );
    }
  }, 120_000);

  test('and says which service is not ready', async () => {
    const failing = smoke({ ...ports(), ANN_PORT: '9', SMOKE_TIMEOUT_SECONDS: '1' });
    await expect(failing).rejects.toMatchObject({ code: 1, stderr: 'smoke: the service on port 9 is not ready\n' });
  });
});
