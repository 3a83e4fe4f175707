import { connect } from 'node:net';
import { Problem } from '@jophiel/contracts';
import { checker, errorCodes, JophielError } from '@jophiel/errors';
import { eventually } from '@jophiel/testing';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BODY_LIMIT, type GivenServer, givenServer } from '../test/given-server.ts';

let given: GivenServer;

beforeAll(async () => {
  given = await givenServer((server) => {
    const schema = {
      params: Type.Object({ id: Type.Integer() }),
      querystring: Type.Object({ limit: Type.Integer({ minimum: 1, default: 5 }), all: Type.Optional(Type.Boolean()) }),
      body: Type.Object({ name: Type.String({ minLength: 1 }), count: Type.Optional(Type.Integer()) }),
    };
    server.post('/things/:id', { schema }, async ({ params, query, body }) => ({ params, query, body }));
    const thrown: Record<string, unknown> = {
      unavailable: new JophielError('DATABASE_UNAVAILABLE', 'PostgreSQL does not answer: ECONNREFUSED', {
        cause: new Error('the stack of the cause'),
      }),
      missing: new JophielError('NOT_FOUND', 'There is no user 42.'),
      invalid: new JophielError('EVENT_INVALID', 'It breaks its contract', {
        faults: [{ path: '/payload/user_id', problem: 'is missing' }],
      }),
      setting: new JophielError('DOMAIN_INVALID', 'Something else'),
      error: new Error('the password is hunter2'),
      text: 'the password is hunter2',
      null: null,
      undefined,
    };
    server.get('/throw/:what', async ({ params }) => {
      throw thrown[(params as { what: string }).what];
    });
  });
});
afterAll(async () => given.remove());

async function ask(
  path: string,
  { body, headers = {}, ...init }: { method?: string; body?: string; headers?: Record<string, string> } = {},
) {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${given.url}${path}`, {
    ...init,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function expectProblem(answer: Awaited<ReturnType<typeof ask>>, status: number, code: string): Problem {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(answer.text) as Problem;
  expect(checker(Problem)(problem)).toMatchObject({ ok: true });
  expect([answer.status, problem.status, problem.code]).toEqual([status, status, code]);
  expect(problem.type).toBe(`/docs/errors#${code}`);
  expect(problem.correlation_id).toBe(answer.headers.get('x-correlation-id'));
  return problem;
}

describe('a request is refused', () => {
  test.each([
    ['with an unknown route', '/nowhere?secret=1', {}, 404, 'NOT_FOUND'],
    ['of another method', '/things/1', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED'],
    ['whose address cannot be decoded', '/throw/%zz', {}, 400, 'BODY_INVALID'],
    ['whose address has a part that is too long', `/throw/${'x'.repeat(201)}`, {}, 400, 'BODY_INVALID'],
    ['with broken JSON', '/things/1', { body: '{"name":' }, 400, 'BODY_UNREADABLE'],
    ['without JSON', '/things/1', { body: '' }, 400, 'BODY_UNREADABLE'],
    ['with a prototype key', '/things/1', { body: '{"__proto__":{"a":1}}' }, 400, 'BODY_UNREADABLE'],
    [
      'of another content type',
      '/things/1',
      { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    ['that is too large', '/things/1', { body: `{"name":"${'x'.repeat(BODY_LIMIT)}"}` }, 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_, path, init, status, code) => {
    expectProblem(await ask(path, init), status, code);
  });

  test('without its query in the answer', async () => {
    expect(expectProblem(await ask('/nowhere?secret=1'), 404, 'NOT_FOUND').detail).toBe(
      'There is no route GET /nowhere.',
    );
  });

  test.each([
    ['a body without a required field', '/things/1', '{"count":1}', '/body/name', 'is missing'],
    [
      'a body with a wrong type, which is not coerced',
      '/things/1',
      '{"name":"x","count":"1"}',
      '/body/count',
      'must be integer',
    ],
    ['a body that is not an object', '/things/1', '[]', '/body', 'must be object'],
    ['a path of another type', '/things/one', '{"name":"x"}', '/params/id', 'must be integer'],
    ['a query out of its range', '/things/1?limit=0', '{"name":"x"}', '/query/limit', 'must be >= 1'],
    ['a query of another type', '/things/1?all=perhaps', '{"name":"x"}', '/query/all', 'must be boolean'],
  ])('for %s, with its path', async (_, path, body, place, problem) => {
    const { faults, detail } = expectProblem(await ask(path, { body }), 400, 'BODY_INVALID');
    expect(faults).toMatchObject([{ path: place, problem }]);
    expect(detail).toContain(place);
  });
});

test('a valid request passes: path and query are coerced to their types, defaults are set', async () => {
  const { status, text } = await ask('/things/7?all=true', { body: '{"name":"x"}' });
  expect([status, JSON.parse(text)]).toEqual([
    200,
    { params: { id: 7 }, query: { limit: 5, all: true }, body: { name: 'x' } },
  ]);
});

describe('an error that a route throws', () => {
  test('with a code is answered with its status, message and faults', async () => {
    expect(expectProblem(await ask('/throw/missing'), 404, 'NOT_FOUND').detail).toBe('There is no user 42.');
    expect(expectProblem(await ask('/throw/invalid'), 422, 'EVENT_INVALID').faults).toEqual([
      { path: '/payload/user_id', problem: 'is missing' },
    ]);
    expectProblem(await ask('/throw/setting'), 500, 'DOMAIN_INVALID');
  });

  test.each(['error', 'text', 'null', 'undefined'])(
    'without a code, such as %s, is a 500 without details',
    async (what) => {
      const answer = await ask(`/throw/${what}`);
      expectProblem(answer, 500, 'INTERNAL');
      expect(answer.text).not.toMatch(/hunter2|Cannot read/);
    },
  );

  test('without a code is logged in full, with the correlation id', async () => {
    await ask('/throw/error', { headers: { 'x-correlation-id': 'a-defect' } });
    await eventually(() =>
      expect(given.log().filter((line) => line.correlation_id === 'a-defect')).toMatchObject([
        { level: 'error', route: '/throw/:what', err: { stack: expect.stringContaining('hunter2') } },
      ]),
    );
  });

  test('and is transient is a 503 with Retry-After, and one warning without a stack', async () => {
    const answer = await ask('/throw/unavailable', { headers: { 'x-correlation-id': 'an-outage' } });
    expectProblem(answer, 503, 'DATABASE_UNAVAILABLE');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    const lines = () => given.log().filter(({ correlation_id }) => correlation_id === 'an-outage');
    await eventually(() => expect(lines()).toHaveLength(1));
    expect(lines()).toMatchObject([
      { level: 'warn', code: 'DATABASE_UNAVAILABLE', reason: 'PostgreSQL does not answer: ECONNREFUSED' },
    ]);
    expect(JSON.stringify(lines())).not.toContain('stack');
  });

  test('of the client is not logged', async () => {
    await ask('/throw/missing', { headers: { 'x-correlation-id': 'a-miss' } });
    await ask('/throw/error', { headers: { 'x-correlation-id': 'after-it' } });
    await eventually(() => expect(given.log().at(-1)).toMatchObject({ correlation_id: 'after-it' }));
    expect(given.log().filter(({ correlation_id }) => correlation_id === 'a-miss')).toEqual([]);
  });
});

test('a client that hangs up in the middle of its body is no failure of the server', async () => {
  const head =
    'POST /things/1 HTTP/1.1\r\nHost: localhost\r\nx-correlation-id: hung-up\r\ncontent-type: application/json\r\n';
  // Connections of earlier requests stay open for a while.
  const before = await connections();
  const { socket, ended } = speak(`${head}content-length: 50\r\n\r\n{"name"`);
  await eventually(async () => expect(await connections()).toBeGreaterThan(before));
  socket.destroy();
  await ended;
  await eventually(async () => expect(await connections()).toBeLessThanOrEqual(before));
  await ask('/throw/error', { headers: { 'x-correlation-id': 'the-next', connection: 'close' } });
  await eventually(() => expect(given.log().at(-1)).toMatchObject({ correlation_id: 'the-next' }));
  expect(given.log().filter(({ correlation_id }) => correlation_id === 'hung-up')).toEqual([]);
});

describe('invalid HTTP', () => {
  test.each([
    ['no HTTP', 'GARBAGE\r\n\r\n', 400],
    ['a header that is too large', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('such as %s, is refused with a problem', async (_, text, status) => {
    const answer = await speak(text).ended;
    expect(answer).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status, code: 'BODY_UNREADABLE' });
  });

  test('a slow client gets 408 and loses its connection', async () => {
    const slow = await givenServer((server) => {
      expect(server.server.requestTimeout).toBeGreaterThan(0);
      // The same limits, shortened.
      Object.assign(server.server, { requestTimeout: 100, headersTimeout: 100, connectionsCheckingInterval: 20 });
    });
    const { ended } = speak('GET /health/live HTTP/1.1\r\nHost:', slow.port);
    const answer = await ended;
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status: 408 });
    await slow.remove();
  });
});

/** Sends raw bytes. `ended` resolves with everything received when the connection is closed. */
function speak(text: string, port = given.port) {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(answer));
  });
  socket.write(text);
  return { socket, ended };
}

async function connections(): Promise<number> {
  return new Promise((resolve, reject) => {
    given.server.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

test('the type of a problem links to the explanation of its code', async () => {
  const { type } = expectProblem(await ask('/throw/missing'), 404, 'NOT_FOUND');
  const { status, headers, text } = await ask(type);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const [, meaning] = new RegExp(`<dt id="${new URL(type, given.url).hash.slice(1)}">[^<]+</dt>\\s*<dd>(.+)</dd>`).exec(
    text,
  )!;
  expect(meaning).toBe(errorCodes.NOT_FOUND);
});
