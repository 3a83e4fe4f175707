import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { repository } from '@jophiel/local';
import { afterAll, beforeAll, expect, test } from 'vitest';

/* The health check of every container, which docker compose runs. */

let server: Server;
let status = 200;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  server.close();
});

const check = async (port: number) =>
  new Promise<number>((resolve) => {
    execFile(process.execPath, [`${repository}deploy/health.mjs`, String(port)], (error) =>
      resolve(error === null ? 0 : Number(error.code)),
    );
  });

test.each([
  ['a service that is ready is healthy', 200, 0],
  ['a service that is not ready is not', 503, 1],
])('%s', async (_, answer, code) => {
  status = answer;
  expect(await check((server.address() as AddressInfo).port)).toBe(code);
  expect(asked.at(-1)).toBe('/health/ready');
});

test('where nothing answers, nothing is healthy', async () => {
  expect(await check(9)).toBe(1);
});
