import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serviceNames } from './services.ts';
import type { Stack } from './stack.ts';
import { waitUntilHandled } from './wait-until-handled.ts';

let server: Server;
let stack: Stack;
/** What the metrics say, one look after the other; the last one stays. Four services answer at each look. */
let looks: (readonly string[])[] = [];
let asked = 0;

beforeEach(async () => {
  asked = 0;
  server = createServer((_request, response) => {
    const look = Math.min(Math.floor(asked++ / 4), looks.length - 1);
    response.end(asked % 4 === 1 ? looks[look]!.map((line) => `${line}\n`).join('') : '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services = Object.fromEntries(serviceNames.map((name) => [name, url])) as Stack['services'];
  stack = { databaseUrl: undefined, natsUrl: undefined, domain: 'audio', services };
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const lag = (events: number) => `jophiel_consumer_lag{service="profile",consumer="profile-refold"} ${events}`;
const unsent = (events: number) => `jophiel_outbox_unsent{service="scorer"} ${events}`;

test('ends when three looks in a row find nothing on its way, and tells what is left', async () => {
  looks = [[lag(3), unsent(2)], [lag(0), unsent(0)], [lag(1), unsent(0)], [lag(0)]];
  const told: number[] = [];
  await waitUntilHandled(stack, (left) => told.push(left));
  expect(told).toEqual([5, 0, 1, 0, 0, 0]);
});

/* "waits without a deadline get a deadline and a reason when they fail" */
test('gives up when the backlog stays the same, and says what waits and where', async () => {
  looks = [
    [lag(4), unsent(0)],
    [lag(3), unsent(2)],
  ];
  await expect(waitUntilHandled(stack, () => {}, 700)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringMatching(
      /^No event was handled for 0\.7 s.*\(consumer profile-refold: 3, outbox of scorer: 2\).*\/health\/ready/,
    ),
  });
});

test('does not give up while the backlog changes, however slowly', async () => {
  looks = [[lag(4)], [lag(3)], [lag(2)], [lag(1)], [lag(0)]];
  await waitUntilHandled(stack, () => {}, 400);
  expect(asked).toBe(4 * 7);
});
