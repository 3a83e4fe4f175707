import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sampleDeleted, sampleRemoved } from '@jophiel/contracts';
import { following } from '@jophiel/messaging';
import {
  eventually,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  temporaryFolder,
  Way,
} from '@jophiel/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { deletion, startWith } from '../test/given-service.ts';
import type { RunningService, ServiceContext } from './service.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let toNats: Way;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let running: RunningService | undefined;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  toNats = new Way(nats.url);
  await toNats.open();
  transport = await nats.connect();
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(async () => {
  await toNats.cut();
  await Promise.all([postgres.remove(), nats.remove()]);
});

const checks = async () => {
  const response = await fetch(`${running!.url}/health/ready`);
  return ((await response.json()) as { checks: Record<string, { ok: boolean; detail?: string }> }).checks;
};

describe('"The frame does what five files do by hand": a service that follows', () => {
  test('receives events while it catches up, and is ready afterwards', async () => {
    const heard: string[] = [];
    const caughtUp = Promise.withResolvers<void>();
    let isFollowing: ServiceContext['isFollowing'] = () => true;
    running = await startWith({ postgres, nats }, (context) => {
      ({ isFollowing } = context);
      return {
        features: {
          terms: {
            follows: [
              following(sampleDeleted, ({ payload }) => void heard.push(payload.sample_id), {
                onConnect: async () => caughtUp.promise,
              }),
              following(sampleRemoved, () => {}, {
                // The first contract of the list is followed already, and so is the last.
                onConnect: async () => void (await transport.publish([deletion('meanwhile')])),
              }),
            ],
          },
        },
      };
    });
    await eventually(() => expect(heard).toEqual(['meanwhile']));
    expect((await checks()).news).toEqual({ ok: false, detail: 'not followed yet: sample.deleted' });
    expect(isFollowing()).toBe(false);
    caughtUp.resolve();
    await eventually(async () => expect((await checks()).news).toEqual({ ok: true }));
    expect(isFollowing()).toBe(true);
  });

  test('retries failures, and logs them in the file of the feature', async () => {
    const folder = temporaryFolder('following');
    let attempts = 0;
    running = await startWith(
      { postgres, nats },
      () => ({
        features: {
          terms: {
            follows: [
              following(sampleDeleted, () => {}, {
                onConnect: async () => {
                  attempts += 1;
                  if (attempts === 1) throw new Error('the table cannot be read now');
                },
              }),
            ],
          },
        },
      }),
      { environment: { LOG_FOLDER: folder.path, LOG_LEVEL: 'warn' } },
    );
    await eventually(async () => expect((await checks()).news?.ok).toBe(true));
    expect(attempts).toBe(2);
    expect(readFileSync(`${folder.path}/vectorizer.terms.log`, 'utf8')).toContain('the table cannot be read now');
    folder.remove();
  });

  test('skips an event that violates its contract, receives the next, and catches up after a reconnect', async () => {
    const heard: string[] = [];
    let connects = 0;
    let isFollowing: ServiceContext['isFollowing'] = () => true;
    running = await startWith({ postgres, nats: toNats }, (context) => {
      ({ isFollowing } = context);
      const follow = following(sampleDeleted, ({ payload }) => void heard.push(payload.sample_id), {
        onConnect: () => void (connects += 1),
      });
      return { features: { terms: { follows: [follow] } } };
    });
    await eventually(() => expect(isFollowing()).toBe(true));
    await transport.publish([{ ...deletion('x'), id: randomUUID(), body: '{}' }, deletion('one')]);
    await eventually(() => expect(heard).toEqual(['one']));
    expect(connects).toBe(1);
    await toNats.cut();
    await eventually(() => expect(isFollowing()).toBe(false));
    await toNats.open();
    await eventually(() => expect([connects, isFollowing()]).toEqual([2, true]), 20_000);
    await running.stop();
    running = undefined;
    let isSent = false;
    const witness = await transport.follow(sampleDeleted.subject, () => (isSent = true));
    await transport.publish([deletion('after the stop')]);
    await eventually(() => expect(isSent).toBe(true));
    await witness.stop();
    expect(heard).toEqual(['one']);
  });
});
