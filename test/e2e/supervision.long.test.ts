import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@jophiel/postgres';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Run, StartableCheckout } from '../stack/started-by-npm.ts';

/* The long part of supervision.test.ts, for npm run test:security. */

const TIMEOUT_MS = 1_800_000;
const ROUNDS = 20;
const READY_AGAIN_MS = 15_000;
const CLIENTS = 4;
const USERS = 50;

let checkout: StartableCheckout;
let run: Run;

beforeAll(async () => {
  checkout = await StartableCheckout.make();
  run = await checkout.npmStart();
}, TIMEOUT_MS);
afterAll(async () => {
  run?.child.kill('SIGTERM');
  await checkout.showsNothingLeft().catch(() => {});
  checkout.remove();
}, TIMEOUT_MS);

/** Sends likes until told to stop; a like without an answer is sent again with its id. @returns the ids of answered likes */
async function like(signal: AbortSignal): Promise<string[]> {
  const answered: string[] = [];
  while (!signal.aborted) {
    const event_id = randomUUID();
    const body = JSON.stringify({
      event_name: 'user.interaction.like',
      event_id,
      event_timestamp: new Date().toISOString(),
      payload: { user_id: 1 + (answered.length % USERS), sample_id: 1 + answered.length },
    });
    for (;;) {
      const response = await fetch(`${checkout.urls.ingestion}/v1/events`, {
        method: 'POST',
        headers: { ...checkout.authorization(), 'content-type': 'application/json' },
        body,
      }).catch(() => undefined);
      const answer = await response?.text();
      if (response?.status === 202) break;
      if (response !== undefined && response.status < 500) throw new Error(`${response.status}: ${answer}`);
      await sleep(50);
    }
    answered.push(event_id);
    await sleep(20);
  }
  return answered;
}

const timesUp = (name: string) => run.output().split(`${name} is up again after`).length - 1;

test(
  `PostgreSQL and NATS are killed ${ROUNDS} times each while likes are sent: ready again within 15 s each time, and nothing answered is lost`,
  { timeout: TIMEOUT_MS },
  async () => {
    const likes = new AbortController();
    const clients = Array.from({ length: CLIENTS }, async () => like(likes.signal));
    const took: Record<string, number[]> = { PostgreSQL: [], NATS: [] };
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, pid] of [
        ['PostgreSQL', checkout.postgresPid()],
        ['NATS', checkout.natsPid()],
      ] as const) {
        const before = timesUp(name);
        const killedAt = Date.now();
        process.kill(pid, 'SIGKILL');
        await eventually(() => expect(timesUp(name), run.output().slice(-3_000)).toBe(before + 1), READY_AGAIN_MS);
        await eventually(async () => expect(await checkout.isReady()).toBe(true), READY_AGAIN_MS);
        took[name]!.push(Date.now() - killedAt);
      }
    likes.abort();
    const answered = (await Promise.all(clients)).flat();
    const { databaseUrl } = JSON.parse(readFileSync(`${checkout.path}/.jophiel/running.json`, 'utf8')) as {
      databaseUrl: string;
    };
    const database = connectDatabase({
      url: databaseUrl,
      application: 'test',
      poolSize: 1,
      statementTimeoutMs: 60_000,
    });
    await eventually(async () => {
      const logged = await database.query<{ event_id: string }>({
        text: 'SELECT event_id FROM jophiel.user_interactions',
      });
      expect(logged.map(({ event_id }) => event_id).toSorted()).toEqual(answered.toSorted());
    }, 120_000);
    await database.close();
    process.stdout.write(`${answered.length} likes were answered, and each is in the log once\n`);
    expect(answered.length).toBeGreaterThan(1_000);
    for (const [name, times] of Object.entries(took)) {
      process.stdout.write(`${name}: ready again after at most ${Math.max(...times)} ms in ${times.length} kills\n`);
      expect(Math.max(...times)).toBeLessThan(READY_AGAIN_MS);
    }
  },
);

test('everything stops when the supervisor is killed', { timeout: TIMEOUT_MS }, async () => {
  process.kill(checkout.supervisorPid(), 'SIGKILL');
  await checkout.showsNothingLeft();
});

test('everything stops when the terminal closes', { timeout: TIMEOUT_MS }, async () => {
  run = await checkout.npmStart();
  // What a terminal does: the whole group is told, and nobody reads any more.
  run.child.stdout?.destroy();
  run.child.stderr?.destroy();
  process.kill(-run.child.pid!, 'SIGHUP');
  await checkout.showsNothingLeft();
});
