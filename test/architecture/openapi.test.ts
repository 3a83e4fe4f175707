import { globSync, readFileSync } from 'node:fs';
import { repository, serviceNames } from '@jophiel/local';
import { describe, expect, test } from 'vitest';
import { breakingChanges, isMajorStep, type OpenApi } from '../../docs/generate/openapi/breaking-changes.ts';

type Routes = Record<string, Record<string, { summary?: string; tags?: string[]; responses: Record<string, object> }>>;

const files = globSync('docs/openapi/*.json', { cwd: repository }).toSorted();

describe.each(files)('%s', (file) => {
  const { paths } = JSON.parse(readFileSync(repository + file, 'utf8')) as { paths: Routes };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => [`${method.toUpperCase()} ${path}`, route] as const),
  );

  test.each(routes)(
    '%s has a summary, a group, what it answers and its problems',
    (_, { summary, tags, responses }) => {
      expect(summary).toMatch(/^\S.{5,120}$/);
      expect(tags?.length).toBeGreaterThan(0);
      expect(Object.keys(responses).filter((status) => status.startsWith('2'))).not.toEqual([]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['5XX']));
    },
  );
});

test('every service is described', () => {
  expect(files).toEqual(serviceNames.map((name) => `docs/openapi/${name}.json`).toSorted());
});

describe('what would break a client is told', () => {
  const answer = (schema: object) => ({ content: { 'application/json': { schema } } });
  const item = () => ({
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' }, title: { type: 'string' } },
  });
  const limit = { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 100 } };
  const body = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, kind: { enum: ['a', 'b'] } },
  };
  const api = {
    info: { version: '1.0.0' },
    paths: {
      '/items': {
        get: { parameters: [limit], responses: { 200: answer({ type: 'array', items: item() }) } },
        post: { requestBody: { required: true, ...answer(body) }, responses: { 201: answer(item()), '4XX': {} } },
      },
    },
  };
  /** The API with one place changed; `undefined` removes it. */
  function changed(path: string, value: unknown): OpenApi {
    const copy: Record<string, unknown> = structuredClone(api);
    const [, before, last] = /^(.*) (\S+)$/.exec(path)!;
    let place: Record<string, unknown> = copy;
    for (const key of before!.split(' ')) place = place[key] as Record<string, unknown>;
    if (value === undefined) delete place[last!];
    else place[last!] = value;
    return copy as unknown as OpenApi;
  }
  const former = api as unknown as OpenApi;
  const ITEM = 'paths /items get responses 200 content application/json schema items';
  const BODY = 'paths /items post requestBody content application/json schema';
  const user = { name: 'user', in: 'query', required: true };

  test.each<[string, string, unknown, string]>([
    ['an address', 'paths /items', undefined, '/items is gone'],
    ['a method', 'paths /items post', undefined, 'POST /items is gone'],
    ['a parameter', 'paths /items get parameters', [], 'GET /items takes no query parameter limit any more'],
    [
      'a parameter that is asked for',
      'paths /items get parameters',
      [limit, user],
      'GET /items asks for the query parameter user',
    ],
    ['a limit', 'paths /items get parameters 0 schema maximum', 50, 'GET /items query limit has a narrower maximum'],
    ['a status', 'paths /items post responses 201', undefined, 'POST /items answers 201 no more'],
    ['an answered field', `${ITEM} properties title`, undefined, 'GET /items 200[].title is gone'],
    ['an answered type', `${ITEM} properties id`, { type: 'string' }, 'GET /items 200[].id may be string now'],
    ['an answer that may be missing', `${ITEM} required`, [], 'GET /items 200[].id may be missing now'],
    ['a field that is asked for', `${BODY} required`, ['name', 'kind'], 'POST /items body.kind is asked for'],
    ['a value that is taken', `${BODY} properties kind enum`, ['a'], 'POST /items body.kind takes "b" no more'],
  ])('%s', (_, path, value, line) => {
    expect(breakingChanges(former, changed(path, value))).toEqual([line]);
  });

  test.each<[string, string, unknown]>([
    ['a new address', 'paths /more', {}],
    ['a new answered field', `${ITEM} properties more`, { type: 'string' }],
    ['a new optional parameter', 'paths /items get parameters', [limit, { ...user, required: false }]],
    ['a new value that is taken', `${BODY} properties kind enum`, ['a', 'b', 'c']],
    ['a wider limit', 'paths /items get parameters 0 schema maximum', 500],
    ['another text', 'paths /items get summary', 'Items'],
  ])('and not %s', (_, path, value) => {
    expect(breakingChanges(former, changed(path, value))).toEqual([]);
  });

  test('unless the first number of the version rises', () => {
    expect([isMajorStep('1.9.0', '2.0.0'), isMajorStep('1.0.0', '1.1.0'), isMajorStep('2.0.0', '1.0.0')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
