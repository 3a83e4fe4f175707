import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchWithKey } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform, randomFrom } from '@jophiel/generator';
import { decodeTaste, layoutOf, toDense, vectorise } from '@jophiel/vectors';
import { expect } from 'vitest';
import type { RunningStack } from '../stack/running-stack.ts';
import { referenceTastes, type SentInteraction } from './reference-profiles.ts';

export const platformSize = { users: 10, samples: 400, interactions: 0, seed: 31, now: Date.now() };
const USERS = 40;
const domain = loadDefinition('audio');
const layout = layoutOf(domain.features);

/** Clients that send at the same time, so that a kill meets commits that several requests share. */
const CLIENTS = 12;
const EVENTS_PER_REQUEST = 5;
const NAMES = ['like', 'like', 'like', 'unlike', 'dislike', 'play', 'play', 'skip'];

/**
 * Sends likes, un-likes, plays and skips from several clients. A request without an answer is repeated with the same ids,
 * as a platform does. Answered interactions are added to the ledger.
 */
export async function load(stack: RunningStack, ledger: SentInteraction[], interactions: number): Promise<void> {
  const start = Date.now() - 86_400_000;
  let sent = 0;
  const client = async (number: number) => {
    const random = randomFrom(77 + number);
    while (sent < interactions) {
      const from = sent;
      sent += EVENTS_PER_REQUEST;
      const batch = Array.from({ length: EVENTS_PER_REQUEST }, (_, index) => ({
        eventId: randomUUID(),
        userId: String(1 + ((from + index) % USERS)),
        sampleId: String(1 + random.below(platformSize.samples)),
        name: random.pick(NAMES),
        at: start + random.below(80_000) * 1000,
      }));
      await sendUntilAnswered(stack, batch);
      ledger.push(...batch);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, async (_, number) => client(number)));
}

async function sendUntilAnswered(stack: RunningStack, batch: readonly SentInteraction[]): Promise<void> {
  const body = JSON.stringify(
    batch.map(({ eventId, userId, sampleId, name, at }) => ({
      event_name: `user.interaction.${name}`,
      event_id: eventId,
      event_timestamp: new Date(at).toISOString(),
      payload: { user_id: Number(userId), sample_id: Number(sampleId) },
    })),
  );
  for (;;) {
    const response = await fetchWithKey(`${stack.services.ingestion}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }).catch(() => undefined);
    if (response?.status === 202) return;
    await sleep(50);
  }
}

function rules() {
  const { interactions } = domain;
  const pick = (kind: string) =>
    Object.fromEntries(Object.entries(interactions).filter(([, interaction]) => interaction.kind === kind));
  const vectors = new Map(
    [...new ImaginaryPlatform(domain, platformSize).samples()].map(({ payload }) => {
      const { sample_id, metadata } = payload as unknown as { sample_id: number; metadata: Record<string, unknown> };
      const { vector } = vectorise(layout, metadata);
      return [String(sample_id), [...toDense(vector, layout.dimensions)]] as const;
    }),
  );
  return { toggles: pick('toggle') as never, repeats: pick('repeat') as never, vectors };
}

/** What was answered is in the log, once; and the profiles are what an independent reference makes of the ledger. */
export async function expectEverythingToCountOnce(
  stack: RunningStack,
  ledger: readonly SentInteraction[],
): Promise<void> {
  const [log] = await stack.database.query<{ count: number; ids: number }>({
    text: `SELECT count(*) AS count, count(DISTINCT event_id) AS ids FROM jophiel.user_interactions`,
  });
  expect(log).toEqual({ count: ledger.length, ids: ledger.length });

  const rows = await stack.database.query<{ user_id: string; taste: Buffer | null; updated_at: Date; version: number }>(
    {
      text: 'SELECT user_id, taste, updated_at, version FROM jophiel.user_taste_profiles ORDER BY user_id',
    },
  );
  expect(rows.length).toBe(USERS);
  for (const { user_id, taste, updated_at } of rows) {
    const expected = referenceTastes(
      ledger.filter(({ userId }) => userId === user_id),
      rules(),
      updated_at.getTime(),
    ).get(user_id)!;
    // A user without a like or anything else that counts has no taste: the reference makes zeros of it.
    const actual = taste === null ? expected.map(() => 0) : decodeTaste(taste, layout.dimensions);
    const difference = Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)));
    // The taste is stored as float32.
    expect(difference).toBeLessThan(1e-6);
  }
}
