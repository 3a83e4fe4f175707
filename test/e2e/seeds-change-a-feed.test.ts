import type { TasteAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { fetchWithKey, request, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from '../stack/platform.ts';
import { rankedAlone } from '../stack/ranked-alone.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

const size = { users: 40, samples: 2_000, interactions: 800, seed: 23, now: Date.now() };
let stack: RunningStack;
let platform: Platform;

const samples = [...new ImaginaryPlatform(loadDefinition('audio'), size).samples()].map(
  ({ payload }) => payload as { readonly sample_id: number; readonly metadata: Record<string, unknown> },
);
const genresOf = new Map(
  samples.map(({ sample_id, metadata }) => [sample_id, (metadata.genero ?? []) as readonly string[]]),
);
const ofGenre = (genre: string) =>
  samples.filter(({ sample_id }) => genresOf.get(sample_id)!.includes(genre)).map(({ sample_id }) => sample_id);
/** The largest first. */
const genres = [...new Set([...genresOf.values()].flat())].sort((a, b) => ofGenre(b).length - ofGenre(a).length);
const share = (ids: readonly (number | string)[], genre: string) =>
  ids.filter((id) => genresOf.get(Number(id))!.includes(genre)).length / ids.length;

beforeAll(async () => {
  stack = await startStack({ domain: rankedAlone('audio') });
  platform = new Platform(stack);
  await seed(stack, size, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => stack.stop());

let lastUser = 700_000;
const someone = () => ++lastUser;

async function choose(user: number, body: unknown): Promise<void> {
  const { status } = await fetchWithKey(`${stack.services.ingestion}/v1/users/${user}/seeds`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(status).toBe(202);
}
const choosing = async (user: number, body: unknown) => platform.changing(user, async () => choose(user, body));

test('chosen terms make the feed of a new user, and another choice makes another', async () => {
  const user = someone();
  const [first, second] = [genres[0]!, genres[1]!];
  await choosing(user, { terms: { genre: [first] } });
  expect(share((await platform.feed(user, 20)).sample_ids, first)).toBeGreaterThan(0.9);
  await choosing(user, { terms: { genre: [second] } });
  expect(share((await platform.feed(user, 20)).sample_ids, second)).toBeGreaterThan(0.9);
});

test('chosen samples make it as likes would, but are not left out of it', async () => {
  const [chooser, liker] = [someone(), someone()];
  const chosen = ofGenre(genres[2]!).slice(0, 4);
  await choosing(chooser, { sample_ids: chosen });
  for (const sample_id of chosen)
    await platform.changing(liker, async () => platform.does(liker, 'like', { sample_id }));
  const [seeded, liked] = [await platform.feed(chooser, 100), await platform.feed(liker, 100)];
  const chosenIn = (ids: readonly unknown[]) => chosen.filter((id) => ids.includes(id)).length;
  expect(chosenIn(seeded.sample_ids)).toBeGreaterThan(0);
  expect(chosenIn(liked.sample_ids)).toBe(0);
  const others = new Set(seeded.sample_ids);
  expect(liked.sample_ids.filter((id) => others.has(id)).length).toBeGreaterThan(80);
  const taste = await request<TasteAnswer>('GET', `${stack.services['feed-api']}/v1/taste/${chooser}`);
  expect(taste.seeds.sample_ids).toEqual(chosen);
});

test('an empty choice leaves what the user did, as if they had never chosen', async () => {
  const user = someone();
  const [own, chosen] = [ofGenre(genres[0]!)[0]!, ofGenre(genres[3]!).slice(0, 3)];
  const before = await platform.changing(user, async () => platform.does(user, 'like', { sample_id: own }));
  const between = await choosing(user, { sample_ids: chosen, terms: { genre: [genres[3]!] } });
  expect(between.sample_ids).not.toEqual(before.sample_ids);
  expect((await choosing(user, {})).sample_ids).toEqual(before.sample_ids);
});

test('a rebuild from the log keeps the seeds, and has not drifted', async () => {
  const user = someone();
  const before = await choosing(user, { sample_ids: ofGenre(genres[1]!).slice(0, 2), terms: { genre: [genres[1]!] } });
  await platform.changing(user, async () => {
    const response = await fetchWithKey(`${stack.services.profile}/v1/profiles/rebuild`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_ids: [String(user)] }),
    });
    expect(response.status).toBe(202);
  });
  expect((await platform.feed(user, 100)).sample_ids).toEqual(before.sample_ids);
  expect(await (await fetchWithKey(`${stack.services.profile}/metrics`)).text()).not.toMatch(
    /^jophiel_profile_drift_total\S* [1-9]/m,
  );
});
