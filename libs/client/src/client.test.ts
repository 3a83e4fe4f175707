import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { JophielClient, JophielProblem } from './index.ts';
import { messagesOf } from './server-sent-events.ts';

const closing: (() => void)[] = [];
let tokens = 0;
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A server that answers each request with the next of these answers, the last one again and again. */
async function serverWith(...answers: ((request: IncomingMessage, response: ServerResponse, body: string) => void)[]) {
  const asked: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push({ url: request.url!, headers: request.headers, body });
      answer(request, response, body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    url,
    client: new JophielClient({ feedApi: url, ingestion: url, headers: { authorization: 'Bearer x' } }),
  };
}

type Answer = Parameters<typeof serverWith>[0];
const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (status: number, code: string, headers = {}) =>
  json(status, { type: 'x', title: 'x', status, code, detail: 'why' }, headers);
const kept: Answer = (_request, response, body) => {
  const results = body
    .split('\n')
    .map((line, index) => ({ index, event_id: JSON.parse(line).event_id, status: 'accepted' }));
  json(202, { accepted: results.length, duplicate: 0, rejected: 0, results })(_request, response, body);
};

const like = (sample_id: number) => ({ event_name: 'user.interaction.like', payload: { user_id: 1, sample_id } });

test.each([
  ['a key', 'jph_one', ['Bearer jph_one', 'Bearer jph_one']],
  ['a function that gives a new token each time', () => `token ${++tokens}`, ['Bearer token 1', 'Bearer token 2']],
])('%s is sent with every request', async (_, key, sent) => {
  const { asked, url } = await serverWith(json(200, { sample_ids: [] }));
  const client = new JophielClient({ feedApi: url, ingestion: url, key });
  await client.feed(1);
  await client.feed(1);
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(sent);
});

describe('events', () => {
  test('are sent in batches, each with an id, a time and the source', async () => {
    const { asked, client } = await serverWith(kept);
    const report = await client.send(Array.from({ length: 4_500 }, (_, index) => like(index)));
    expect(report).toEqual({ accepted: 4_500, duplicate: 0, rejected: [] });
    const lines = asked.map(({ body }) => body.split('\n'));
    expect(lines.map(({ length }) => length)).toEqual([2_000, 2_000, 500]);
    const events = lines.flat().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(4_500);
    expect(events[0]).toMatchObject({ source: 'jophiel.client', event_timestamp: expect.stringMatching(/Z$/) });
    expect(asked[0]!.headers.authorization).toBe('Bearer x');
  });

  test('are sent again with the same ids while the service is unavailable', async () => {
    const { asked, client } = await serverWith(problem(503, 'DATABASE_UNAVAILABLE', { 'retry-after': '0' }), kept);
    expect(await client.send([like(1)])).toMatchObject({ accepted: 1 });
    expect(asked[1]!.body).toBe(asked[0]!.body);
  });

  test('that are rejected are told by their place among all', async () => {
    const some: Answer = json(202, {
      accepted: 0,
      duplicate: 0,
      rejected: 1,
      results: [{ index: 3, status: 'rejected', code: 'EVENT_UNKNOWN', reason: 'why' }],
    });
    const { client } = await serverWith(kept, some);
    const { rejected } = await client.send(Array.from({ length: 2_010 }, (_, index) => like(index)));
    expect(rejected).toEqual([{ index: 2_003, status: 'rejected', code: 'EVENT_UNKNOWN', reason: 'why' }]);
    const { client: other } = await serverWith(problem(422, 'EVENT_INVALID'));
    expect((await other.send([like(1), like(2)])).rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'EVENT_INVALID'],
      [1, 'EVENT_INVALID'],
    ]);
  });
});

describe('problems', () => {
  test('are thrown with their code, and asked again only when that may help', async () => {
    const { asked, client } = await serverWith(problem(404, 'NOT_FOUND'));
    const error: unknown = await client.feed(1).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(JophielProblem);
    expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404, message: 'NOT_FOUND: why' });
    expect(asked).toHaveLength(1);
  });

  test('of a proxy have a code as well', async () => {
    const { client } = await serverWith((_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
    await expect(client.feed(1)).rejects.toMatchObject({ code: 'INTERNAL', status: 502 });
  });
});

test('ids are escaped, and what is not asked for is not in the query', async () => {
  const { asked, client } = await serverWith(json(200, {}));
  await client.feed('a/b?c', { per_page: 5 });
  await client.search({ q: 'lo fi & more', user_id: '7' });
  await client.taste('a/b');
  await client.why(42, 'x/y');
  expect(asked.map(({ url }) => url)).toEqual([
    '/v1/feed/a%2Fb%3Fc?per_page=5',
    '/v1/search?q=lo+fi+%26+more&user_id=7',
    '/v1/taste/a%2Fb',
    '/v1/feed/42/why/x%2Fy',
  ]);
});

describe('the stream', () => {
  const opened = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });
  const news = (version: number) =>
    `event: feed.updated\nid: ${version}\ndata: ${JSON.stringify({ user_id: 1, version, generated_at: 'x' })}\n\n`;

  test('goes on where it was after a break, with the id that it heard last', async () => {
    const { asked, client } = await serverWith(
      (_request, response) => opened(response).end(`: beat\n\n${news(3)}`),
      (_request, response) => opened(response).write(news(4)),
    );
    const heard: number[] = [];
    for await (const { version } of client.stream(1)) {
      heard.push(version);
      if (heard.length === 2) break;
    }
    expect(heard).toEqual([3, 4]);
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '3']);
  });

  test('ends when its signal says so, and throws what no repetition mends', async () => {
    const { client } = await serverWith((_request, response) => opened(response).write(news(1)));
    const stop = new AbortController();
    const heard: number[] = [];
    for await (const { version } of client.stream(1, { signal: stop.signal })) {
      heard.push(version);
      stop.abort();
    }
    expect(heard).toEqual([1]);
    const { client: refused } = await serverWith(problem(400, 'BODY_INVALID'));
    await expect(refused.stream('x').next()).rejects.toMatchObject({ code: 'BODY_INVALID' });
  });

  test('is read whatever pieces it arrives in', async () => {
    const text = `retry: 1000\n\n: beat\n\nid: 7\ndata: é1\ndata: 2\n\nevent: x\ndata: 3\n\ndata: unfinished`;
    const bytes = new TextEncoder().encode(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.slice(places[index], end));
        expect(await Array.fromAsync(messagesOf(ReadableStream.from(pieces)))).toEqual([
          { event: 'message', id: '7', data: 'é1\n2' },
          { event: 'x', id: undefined, data: '3' },
        ]);
      }),
    );
  });
});
