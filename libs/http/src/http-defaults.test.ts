import { request } from 'node:http';
import { once } from 'node:events';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GivenServer, givenServer } from '../test/given-server.ts';

const long = { text: 'lo-fi '.repeat(500) };
const ORIGIN = 'https://app.example.org';
let given: GivenServer;
let quiet: GivenServer;

beforeAll(async () => {
  given = await givenServer(
    (server) => {
      server.get('/short', async () => ({ text: 'short' }));
      server.get('/long', async () => long);
      server.get('/versioned', async (_request, reply) => reply.header('etag', 'W/"7"').send(long));
      server.post('/short', async () => ({ text: 'short' }));
      server.get('/broken', async () => Promise.reject(new Error('broken')));
      server.get('/things/:id', async () => ({}));
      server.delete('/things/:id', async () => ({}));
    },
    { httpDefaults: { compressFromBytes: 1_000, origins: [ORIGIN] } },
  );
  quiet = await givenServer((server) => server.get('/long', async () => long));
});
afterAll(async () => Promise.all([given.remove(), quiet.remove()]));

/** The raw body: fetch would decompress it. */
async function ask(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request(url, { method, headers }).end();
  const [response] = (await once(asked, 'response')) as [
    AsyncIterable<Buffer> & { statusCode: number; headers: Record<string, string> },
  ];
  const body = Buffer.concat(await Array.fromAsync(response));
  return { status: response.statusCode, headers: response.headers, body };
}

describe('entity tags', () => {
  test('a client with the current answer gets 304 without a body', async () => {
    const first = await ask(`${given.url}/short`);
    expect(first.headers.etag).toMatch(/^W\/"/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await ask(`${given.url}/short`, { 'if-none-match': first.headers.etag! });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, first.headers.etag]);
    const strong = await ask(`${given.url}/short`, { 'if-none-match': first.headers.etag!.slice(2) });
    expect(strong.status).toBe(304);
  });

  test.each([
    ['one of several', '"1", W/"7"', 304],
    ['any tag', '*', 304],
    ['another', 'W/"8"', 200],
  ])('a client that has %s', async (_, known, status) => {
    expect((await ask(`${given.url}/versioned`, { 'if-none-match': known })).status).toBe(status);
  });

  test('problems and answers to POST have no tag', async () => {
    for (const [path, method] of [
      ['/short', 'POST'],
      ['/broken', 'GET'],
      ['/nowhere', 'GET'],
    ] as const) {
      const { headers, status } = await ask(`${given.url}${path}`, { 'if-none-match': '*' }, method);
      expect([headers.etag, status === 304]).toEqual([undefined, false]);
    }
  });
});

describe('compression', () => {
  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('%s, for a client that accepts it', async (encoding, unpack) => {
    const { headers, body } = await ask(`${given.url}/long`, { 'accept-encoding': encoding });
    expect([headers['content-encoding'], headers.vary]).toEqual([encoding, expect.stringMatching(/accept-encoding/i)]);
    expect(JSON.parse(unpack(body).toString())).toEqual(long);
    expect(body.length).toBeLessThan(200);
  });

  test.each([
    ['a short answer', '/short', 'gzip'],
    ['an answer for a client that accepts none', '/long', 'identity'],
  ])('%s is sent uncompressed', async (_, path, accepted) => {
    const { headers } = await ask(`${given.url}${path}`, { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('is off when the settings say so', async () => {
    const { headers } = await ask(`${quiet.url}/long`, { 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('a compressed answer has the tag of the plain one', async () => {
    const plain = await ask(`${given.url}/long`);
    const packed = await ask(`${given.url}/long`, { 'accept-encoding': 'br' });
    expect(packed.headers.etag).toBe(plain.headers.etag);
  });
});

describe('pages of other origins', () => {
  test('may read answers when their origin is named, preflights included', async () => {
    const { headers } = await ask(`${given.url}/short`, { origin: ORIGIN });
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(headers['access-control-expose-headers']).toContain('etag');
    const preflight = await ask(
      `${given.url}/short`,
      { origin: ORIGIN, 'access-control-request-method': 'POST' },
      'OPTIONS',
    );
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, ORIGIN]);
  });

  test.each(['https://app.example.org.evil.net', 'http://app.example.org', 'null'])('%s may not', async (origin) => {
    expect((await ask(`${given.url}/short`, { origin })).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('of any origin may not, when none is named', async () => {
    const { headers } = await ask(`${quiet.url}/long`, { origin: ORIGIN });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('methods', () => {
  test('HEAD answers as GET does, without the body', async () => {
    const get = await ask(`${given.url}/long`);
    const head = await ask(`${given.url}/long`, {}, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length'], head.headers.etag]).toEqual([
      200,
      0,
      get.headers['content-length'],
      get.headers.etag,
    ]);
  });

  test.each([
    ['/things/1', 'PUT', 405, 'DELETE, GET, HEAD'],
    ['/short', 'DELETE', 405, 'GET, HEAD, POST'],
    ['/things/1/2', 'PUT', 404, undefined],
    ['/things/', 'PUT', 404, undefined],
    ['/nowhere', 'GET', 404, undefined],
  ])('%s with %s is answered %d', async (path, method, status, allow) => {
    const answer = await ask(`${given.url}${path}`, {}, method);
    expect([answer.status, answer.headers.allow]).toEqual([status, allow]);
    expect(JSON.parse(answer.body.toString()).code).toBe(status === 405 ? 'METHOD_NOT_ALLOWED' : 'NOT_FOUND');
  });
});
