import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { eventually } from '@jophiel/testing';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forUsers } from './index.ts';
import { BODY_LIMIT, type GivenServer, givenServer } from '../test/given-server.ts';

const own = { config: { access: forUsers('feeds:read') } };
const ORIGIN = 'https://app.example.org';
let given: GivenServer;
let limited: GivenServer;

beforeAll(async () => {
  const schema = { body: Type.Object({ name: Type.String() }) };
  given = await givenServer(
    (server) => {
      server.get('/thing', own, async () => ({ name: 'x' }));
      server.get('/host', async ({ protocol, host }) => ({ url: `${protocol}://${host}/` }));
      server.post('/things', { schema }, async ({ body }) => body);
    },
    { httpDefaults: { hosts: ['feeds.example.org'] } },
  );
  limited = await givenServer((server) => server.get('/thing', own, async () => ({ name: 'x' })), {
    httpDefaults: { origins: [ORIGIN], rates: { key: 5, user: 5 } },
  });
});
afterAll(async () => Promise.all([given.remove(), limited.remove()]));

/** Sends raw bytes, one by one with a pause where it is given. Resolves with all that came until the end. */
async function speak(text: string, { port = given.port, pauseMs = 0 } = {}): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  if (pauseMs === 0) socket.write(text);
  else
    for (const byte of text) {
      if (socket.destroyed) break;
      socket.write(byte);
      await Promise.race([sleep(pauseMs), closed]);
    }
  await closed;
  return answer;
}

const asHost = async (host: string, path = '/thing') => {
  const answer = await speak(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const [head, body] = answer.split('\r\n\r\n');
  return { status: Number(head!.split(' ')[1]), body: JSON.parse(body!) as { code?: string; url?: string } };
};

describe('"the Host header checked (no DNS rebinding, no links made of an unknown Host)"', () => {
  test.each(['127.0.0.1', '127.0.0.1:80', 'localhost:8789', 'LOCALHOST', 'my.localhost', '[::1]:1', '127.9.9.9'])(
    'loopback is known: %s',
    async (host) => {
      expect((await asHost(host)).status).toBe(200);
    },
  );

  test.each(['feeds.example.org', 'feeds.example.org:443', 'Feeds.Example.org.'])(
    'a name of the settings is known: %s',
    async (host) => {
      expect((await asHost(host)).status).toBe(200);
    },
  );

  test.each([
    'evil.example.org',
    'feeds.example.org.evil.example',
    'evil.feeds.example.org',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '8.8.8.8',
    'feeds.example.org:80:80',
    'feeds.example.org@evil.example',
    '',
  ])('any other is refused before anything else: "%s"', async (host) => {
    for (const path of ['/host', '/nowhere', '/health/live', '/docs/'])
      expect(await asHost(host, path)).toMatchObject({ status: 421, body: { code: 'HOST_UNKNOWN' } });
  });

  test('a link names a known host only', async () => {
    expect((await asHost('feeds.example.org', '/host')).body.url).toBe('http://feeds.example.org/');
  });
});

describe('"limits of headers, bodies, queries"', () => {
  const withHeaders = async (count: number) =>
    fetch(`${given.url}/thing`, {
      headers: Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, '1'])),
    });

  test('too many headers', async () => {
    expect((await withHeaders(80)).status).toBe(200);
    const refused = await withHeaders(120);
    expect([refused.status, await refused.json()]).toEqual([
      431,
      expect.objectContaining({ code: 'HEADERS_TOO_MANY' }),
    ]);
  });

  test('an address that is too long', async () => {
    expect((await fetch(`${given.url}/thing?q=${'x'.repeat(10_000)}`)).status).toBe(200);
    const refused = await fetch(`${given.url}/thing?q=${'x'.repeat(13_000)}`);
    expect([refused.status, await refused.json()]).toEqual([414, expect.objectContaining({ code: 'URL_TOO_LONG' })]);
  });
});

const post = async (body: string | Buffer, encoding?: string) => {
  const response = await fetch(`${given.url}/things`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return {
    status: response.status,
    accepted: response.headers.get('accept-encoding'),
    ...((await response.json()) as { name?: string; code?: string; detail?: string }),
  };
};

describe('"compressed request bodies read, bounded after unpacking, or refused with 415 and what is accepted"', () => {
  const json = '{"name":"x"}';

  test.each([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('%s is read', async (encoding, pack) => {
    expect(await post(pack(json), encoding)).toMatchObject({ status: 200, name: 'x' });
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('%s that unpacks beyond the limit is refused, and not unpacked', async (encoding, pack) => {
    const bomb = pack(`{"name":"${'x'.repeat(50_000_000)}"}`);
    const small = pack(`{"name":"${'x'.repeat(2 * BODY_LIMIT)}"}`);
    expect(small.length).toBeLessThan(BODY_LIMIT);
    expect(await post(small, encoding)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(await post(bomb, encoding)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  test.each([
    ['gzip', Buffer.from(json)],
    ['gzip', gzipSync(json).subarray(0, 20)],
    ['br', gzipSync(json)],
  ])('%s that is none is refused', async (encoding, body) => {
    expect(await post(body, encoding)).toMatchObject({ status: 400, code: 'BODY_UNREADABLE' });
  });

  test.each([
    ['zstd', zstdCompressSync(json)],
    ['gzip, br', gzipSync(json)],
    ['', Buffer.from(json)],
  ])('"%s" is refused with what is accepted', async (encoding, body) => {
    expect(await post(body, encoding)).toMatchObject({
      status: 415,
      code: 'MEDIA_TYPE_UNSUPPORTED',
      accepted: 'gzip, br, deflate',
      detail: expect.stringContaining('accepted are gzip, br, deflate'),
    });
  });
});

test('"a byte order mark at the start of JSON skipped"', async () => {
  expect(await post('\uFEFF{"name":"x"}')).toMatchObject({ status: 200, name: 'x' });
  expect(await post(gzipSync('\uFEFF{"name":"x"}'), 'gzip')).toMatchObject({ status: 200, name: 'x' });
  expect(await post('{"name":\uFEFF"x"}')).toMatchObject({ status: 400 });
});

describe('the headers of an answer', () => {
  test('let no browser show it as a page, guess its type or embed it; and say on what it depends', async () => {
    for (const path of ['/thing', '/nowhere', '/health/live']) {
      const { headers } = await fetch(given.url + path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      });
    }
    const { headers } = await fetch(`${given.url}/thing`);
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['private, no-cache', 'Authorization']);
    expect((await fetch(`${given.url}/health/live`)).headers.get('vary')).toBeNull();
  });

  test('keep what CORS says of the origin', async () => {
    const { headers } = await fetch(`${limited.url}/thing`, { headers: { origin: ORIGIN } });
    expect(headers.get('vary')!.split(', ')).toEqual(expect.arrayContaining(['Origin', 'Authorization']));
  });
});

test('a caller beyond its rate gets 429 with Retry-After, which a page of a named origin can read', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, async () => fetch(`${limited.url}/thing`, { headers: { origin: ORIGIN } })),
  );
  const refused = answers.find(({ status }) => status === 429)!;
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '1',
    'access-control-allow-origin': ORIGIN,
    'content-type': expect.stringContaining('application/problem+json'),
  });
  expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', detail: expect.stringContaining('5 requests') });
  await eventually(async () => expect((await fetch(`${limited.url}/thing`)).status).toBe(200));
});

describe('"slow clients closed"', () => {
  let slow: GivenServer;
  beforeAll(async () => {
    slow = await givenServer((server) => {
      expect(server.server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 72_000 });
      server.post('/things', async () => ({}));
      // The same limits, shortened; the check itself runs every second.
      Object.assign(server.server, { headersTimeout: 300, requestTimeout: 600, keepAliveTimeout: 200 });
    });
  });
  afterAll(async () => slow.remove());

  test('one that sends its headers a byte at a time', async () => {
    const startedAt = Date.now();
    const answer = await speak(`GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(1_000)}`, {
      port: slow.port,
      pauseMs: 50,
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });

  test('one that sends its body a byte at a time', async () => {
    const head =
      'POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n';
    const socket = connect(slow.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => {});
    socket.write(head);
    const dripping = setInterval(() => socket.write(' '), 50);
    await once(socket, 'close');
    clearInterval(dripping);
    expect(answer).toMatch(/^(HTTP\/1.1 408 .*)?$/s);
  });

  test('one that keeps its connection and asks nothing', async () => {
    const socket = connect(slow.port, '127.0.0.1');
    socket.resume();
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const askedAt = Date.now();
    await once(socket, 'close');
    expect(Date.now() - askedAt).toBeLessThan(10_000);
  });
});
