import { setTimeout as sleep } from 'node:timers/promises';
import { seed } from '@jophiel/local/seed';
import { type ServiceName, waitUntilHandled, waitUntilReady } from '@jophiel/local';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { ImaginaryPlatform } from '@jophiel/generator';
import { loadDefinition } from '@jophiel/domain';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { expectFeedsToBeCurrent } from './current-feeds.ts';
import { rankedAlone } from '../stack/ranked-alone.ts';
import { expectEverythingToCountOnce, load, platformSize } from './load.ts';
import type { SentInteraction } from './reference-profiles.ts';

/** One consumer of each service that consumes events. */
const consumers = {
  ingestion: 'ingestion-sample-lifecycle-updated',
  vectorizer: 'vectorizer-sample-analyzed',
  profile: 'profile-interaction-recorded',
  scorer: 'scorer-profile-updated',
} as const satisfies Partial<Record<ServiceName, string>>;
type Consuming = keyof typeof consumers;
const services = Object.keys(consumers) as Consuming[];
const points = ['received', 'handled', 'committed', 'published'] as const;

const INTERACTIONS = 120;
const RESTART_TIMEOUT_MS = 60_000;
const ledger: SentInteraction[] = [];
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack({ domain: rankedAlone() });
  await seed(stack, platformSize, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => stack?.stop());

/** In one round each service crashes at another point; all four rounds are every service at every point. */
const rounds = process.env.JOPHIEL_CRASH_ROUNDS === 'all' ? [0, 1, 2, 3] : [0];
const pointOf = (name: Consuming, round: number) => points[(services.indexOf(name) + round) % points.length]!;

test.for(rounds)(
  'a consumer of each service killed at received, handled, committed or published (round %d): everything counts once',
  { timeout: 180_000 },
  async (round) => {
    const doomed = await restarted((name) => ({ JOPHIEL_CRASH_AT: `${consumers[name]}:${pointOf(name, round)}` }));
    // What starts next is not to crash again.
    for (const name of services) delete stack.environments[name].JOPHIEL_CRASH_AT;
    await Promise.all([load(stack, ledger, INTERACTIONS), sendUpdatesOverNats()]);
    await eventually(() => {
      for (const name of services) expect([name, stack.processes[name].pid]).not.toEqual([name, doomed[name]]);
    }, RESTART_TIMEOUT_MS);
    await waitUntilReady(stack, RESTART_TIMEOUT_MS);
    await waitUntilHandled(stack, () => {});

    await expectEverythingToCountOnce(stack, ledger);
    await expectFeedsToBeCurrent(stack);
    const [vectors] = await stack.database.query<{ samples: number }>({
      text: 'SELECT count(*) AS samples FROM jophiel.sample_vectors WHERE listed',
    });
    expect(vectors).toEqual({ samples: platformSize.samples });
  },
);

/** Restarts the consuming services with further variables. @returns their process ids */
async function restarted(variables: (name: Consuming) => NodeJS.ProcessEnv): Promise<Record<Consuming, number>> {
  for (const name of services) {
    Object.assign(stack.environments[name], variables(name));
    const { pid } = stack.processes[name];
    process.kill(pid!, 'SIGKILL');
    await eventually(() => expect(stack.processes[name].pid).not.toBe(pid), RESTART_TIMEOUT_MS);
  }
  await waitUntilReady(stack, RESTART_TIMEOUT_MS);
  return Object.fromEntries(services.map((name) => [name, stack.processes[name].pid!])) as Record<Consuming, number>;
}

/** The metadata of some samples once more, with another key: ingestion consumes it, the vectorizer makes vectors of it. */
async function sendUpdatesOverNats(): Promise<void> {
  const connection = await connectNats({ url: stack.natsUrl, name: 'crash points' });
  const transport = await jetStreamTransport(connection, { replicas: 1, scale: 0.5 });
  const samples = [...new ImaginaryPlatform(loadDefinition('audio'), platformSize).samples()].slice(0, 20);
  for (const [index, { payload }] of samples.entries()) {
    const { metadata } = payload as { metadata: Record<string, unknown> };
    const event = {
      event_name: 'sample.lifecycle.updated',
      event_id: crypto.randomUUID(),
      event_timestamp: new Date().toISOString(),
      payload: { ...payload, metadata: { ...metadata, round: Date.now() + index } },
    };
    await transport.publish([{ subject: event.event_name, id: event.event_id, body: JSON.stringify(event) }]);
    await sleep(20);
  }
  await connection.close();
}
