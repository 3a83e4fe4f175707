import { createHash } from 'node:crypto';
import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GivenServer, givenServer } from '../test/given-server.ts';
import { problemAnswers } from './index.ts';
import { LOGO_STYLE } from './openapi.ts';

let given: GivenServer;

interface Answer {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: { readonly properties: object } }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>;
}
const documentOf = async () => (await (await fetch(`${given.url}/openapi.json`)).json()) as Document;

beforeAll(async () => {
  given = await givenServer((server) => {
    const schema = {
      summary: 'One thing',
      params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
      querystring: Type.Object({ limit: Type.Integer({ default: 5, description: 'How many.' }) }),
      response: { 200: Type.Object({ name: Type.Union([Type.String(), Type.Null()]) }), ...problemAnswers },
    };
    server.get('/v1/things/:id', { schema }, async () => ({ name: null }));
    server.post(
      '/v1/things',
      { schema: { summary: 'A new thing', body: Type.Object({ name: Type.String() }), response: problemAnswers } },
      async () => {},
    );
  });
});
afterAll(async () => given.remove());

test('the document contains the schemas of the routes: parameters, bodies, answers, group', async () => {
  const document = await documentOf();
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Jophiel test', version: expect.any(String) } });
  expect(document.paths['/v1/things/{id}']!.get).toMatchObject({
    summary: 'One thing',
    tags: ['things'],
    parameters: expect.arrayContaining([
      expect.objectContaining({ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }),
      expect.objectContaining({ name: 'limit', in: 'query', description: 'How many.' }),
    ]),
    responses: {
      200: {
        content: {
          'application/json': { schema: { properties: { name: { anyOf: [{ type: 'string' }, { type: 'null' }] } } } },
        },
      },
    },
  });
  expect(document.paths['/v1/things']!.post).toMatchObject({
    requestBody: { content: { 'application/json': { schema: { required: ['name'] } } } },
  });
});

test('problems are problem+json, with the codes that the route may answer', async () => {
  const { paths } = await documentOf();
  const read = paths['/v1/things/{id}']!.get!.responses['4XX']!;
  const write = paths['/v1/things']!.post!.responses['4XX']!;
  expect(Object.keys(read.content)).toEqual(['application/problem+json']);
  expect(read.content['application/problem+json']!.schema.properties).toHaveProperty('code');
  expect(read.description).toContain('`NOT_FOUND`: ');
  expect([read.description.includes('BODY_TOO_LARGE'), write.description.includes('BODY_TOO_LARGE')]).toEqual([
    false,
    true,
  ]);
  expect(paths['/v1/things']!.post!.responses['5XX']!.description).toContain('`INTERNAL`: ');
});

test('the page loads nothing from other hosts', async () => {
  const page = await fetch(`${given.url}/docs/`);
  const policy = page.headers.get('content-security-policy')!;
  expect([page.status, policy]).toEqual([200, expect.stringContaining("default-src 'self'")]);
  expect(policy).not.toMatch(/https?:/);
  expect(policy).not.toContain('unsafe');
  const html = await page.text();
  const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => new URL(address!, page.url));
  expect(assets.length).toBeGreaterThan(2);
  for (const asset of assets) {
    expect(asset.origin).toBe(given.url);
    expect((await fetch(asset)).status).toBe(200);
  }
});

test('the page has one style of its own, which its policy names: no browser reports an error', async () => {
  const scripts = await Promise.all(
    ['swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js'].map(async (file) =>
      (await fetch(`${given.url}/docs/static/${file}`)).text(),
    ),
  );
  const styles = scripts.flatMap((script) =>
    [...script.matchAll(/createElement\("style",null,"([^"]*)"\)/g)].map(([, style]) => style),
  );
  expect(styles).toEqual([LOGO_STYLE]);
  const hash = createHash('sha256').update(LOGO_STYLE).digest('base64');
  const policy = (await fetch(`${given.url}/docs/`)).headers.get('content-security-policy');
  expect(policy).toContain(`style-src 'self' 'sha256-${hash}';`);
});
