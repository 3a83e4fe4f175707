import { startFeedApi } from '@jophiel/feed-api/app';
import { startIngestion } from '@jophiel/ingestion/app';
import { startProfile } from '@jophiel/profile/app';
import { startScorer } from '@jophiel/scorer/app';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstSteps, mistake, scroll } from '../examples/first-steps.ts';
import { moreLikeThis } from '../examples/more-like-this.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[] = [];
let feedApi: string;
let ingestion: string;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = givenEnvironment({ postgres, nats });
  const starts = [startIngestion, startVectorizer, startProfile, startScorer, startFeedApi];
  services = await Promise.all(starts.map(async (start) => start(environment)));
  const urlOf = (name: string) => services.find((service) => service.name === name)!.url;
  [feedApi, ingestion] = [urlOf('feed-api'), urlOf('ingestion')];
  for (const { url } of services)
    await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200));
});
afterAll(async () => {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

test('the first steps lead from two samples and a like to a feed', async () => {
  const said: string[] = [];
  await firstSteps(feedApi, ingestion, (line) => said.push(line));
  expect(said).toEqual([expect.stringMatching(/^the feed of user 42 has version \d+$/)]);
  await eventually(async () => expect(await scroll(feedApi, ingestion, 10)).toContain(2));
});

test('a page of one sample shows what is like it, and why that suits the user', async () => {
  await eventually(async () =>
    expect(await moreLikeThis(feedApi, 1, 42)).toEqual({
      similar: [2],
      asFast: [2],
      forBoard: [2],
      because: ['genre', 'tempo'],
    }),
  );
});

test('a mistake has a code and a place', async () => {
  expect(await mistake(feedApi, ingestion)).toBe('BODY_INVALID at /query/per_page');
});
