import { once } from 'node:events';
import { connect } from 'node:net';
import { openHealth, openMetrics } from '@jophiel/observability';
import pino from 'pino';
import { expect, test } from 'vitest';
import { thePlatform } from './caller.ts';
import { open } from './route-access.ts';
import { buildServer } from './server.ts';

test('an unused connection does not delay a stop; a running request is answered first', async () => {
  const server = await buildServer({
    service: 'test',
    logger: pino({ enabled: false }),
    metrics: openMetrics('test'),
    health: openHealth({}),
    bodyLimitBytes: 1_000,
    access: { identify: () => thePlatform, isOnLoopback: true },
    httpDefaults: { compressFromBytes: undefined, origins: [] },
  });
  const asked = Promise.withResolvers<void>();
  const answering = Promise.withResolvers<void>();
  server.get('/slow', { config: { access: open } }, async () => {
    asked.resolve();
    await answering.promise;
    return { answer: 42 };
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as { port: number };
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const question = fetch(`http://127.0.0.1:${port}/slow`);
  await asked.promise;

  const stopped = server.close();
  await once(idle.resume(), 'close');
  answering.resolve();
  const answer = await question;
  // A connection kept alive would delay the stop until its timeout.
  expect(answer.headers.get('connection')).toBe('close');
  expect(await answer.json()).toEqual({ answer: 42 });
  await stopped;
});
