import { setTimeout as sleep } from 'node:timers/promises';
import { NEAREST_SUBJECT } from '@jophiel/contracts';
import { openMetrics } from '@jophiel/observability';
import { givenNats } from '@jophiel/testing';
import { expect, test } from 'vitest';
import { annServices } from './ann-service.ts';

const TIMEOUT_MS = 1_000;

test('an answer can be too late for prompt and in time for the batch; only one circuit opens', async () => {
  const nats = await givenNats();
  const transport = await nats.connect();
  const { stop } = await transport.serve(NEAREST_SUBJECT, async () => {
    await sleep(2 * TIMEOUT_MS);
    return JSON.stringify({ layout: 'any', size: 1, answers: [[7]] });
  });
  const metrics = openMetrics('test');
  const changes: [string, boolean][] = [];
  const { prompt, batch } = annServices({
    settings: { ANN_TIMEOUT_MS: TIMEOUT_MS },
    idType: 'integer',
    transport,
    metrics,
    onChange: (asker, works) => void changes.push([asker, works]),
  });
  const request = { layout: 'any', queries: [{ vector: 'AAAA', k: 1 }] };
  const [late, inTime] = await Promise.all(
    [prompt, batch].map(async ({ circuit, ask }) => circuit.attempt(async () => ask(request))),
  );
  expect([late, inTime]).toEqual([undefined, [[7]]]);
  expect(changes).toEqual([['prompt', false]]);
  const works = (await metrics.text()).split('\n').filter((line) => line.startsWith('jophiel_candidate_ann_works'));
  expect(works.map((line) => [/asker="(\w+)"/.exec(line)?.[1], line.at(-1)])).toEqual([
    ['prompt', '0'],
    ['batch', '1'],
  ]);
  await stop();
  await nats.remove();
});
