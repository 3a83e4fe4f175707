import type { DocumentedRoute } from './routes-of.ts';

/** A request that must be refused. */
export interface Attempt {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const WRITES = new Set(['POST', 'PUT', 'DELETE']);

/** A path with an id in place of each parameter. */
export function pathFor({ path }: DocumentedRoute, user: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'user_id' ? user : (values[name] ?? '1')));
}

const values: Readonly<Record<string, string>> = { kind: 'samples', run_id: 'none', pass_id: 'none', bucket: '1' };

/** A request to a route, and the same with HEAD where it reads. */
export function requestsTo(route: DocumentedRoute, user: string): Attempt[] {
  const path = pathFor(route, user);
  const body = route.hasBody ? { body: '{}', headers: JSON_TYPE } : { headers: {} };
  const request = { method: route.method, path, ...body };
  // The answer to HEAD of the stream would never end; it is refused with 405.
  return route.method === 'GET' && !path.endsWith('/stream')
    ? [request, { method: 'HEAD', path, headers: {} }]
    : [request];
}

/** Every place of a request in which a user token can name somebody else. */
export function foreignRequests(route: DocumentedRoute, own: string, foreign: string): Attempt[] {
  const attempts: Attempt[] = [];
  const inPath = route.path.includes('{user_id}');
  if (inPath)
    for (const id of [foreign, `%3${foreign[0]!}${foreign.slice(1)}`]) attempts.push(...requestsTo(route, id));
  const path = pathFor(route, own);
  if (route.query.includes('user_id')) {
    const needed = route.query.includes('q') ? '&q=trap' : '';
    for (const query of [
      `user_id=${foreign}`,
      `user_id=${own}&user_id=${foreign}`,
      `user_id=${foreign}&user_id=${own}`,
    ])
      attempts.push({ method: route.method, path: `${path}?${query}${needed}`, headers: {} });
  }
  if (WRITES.has(route.method) && route.hasBody)
    for (const body of foreignBodies(foreign))
      attempts.push({ method: route.method, path, headers: JSON_TYPE, body: JSON.stringify(body) });
  // What an answer for somebody else left in a cache is not for this caller.
  if (inPath && route.method === 'GET' && !path.endsWith('/stream'))
    attempts.push({ method: 'GET', path: pathFor(route, foreign), headers: { 'if-none-match': '*' } });
  return attempts;
}

function foreignBodies(foreign: string): object[] {
  const id = Number(foreign);
  return [
    { sample_ids: [1], user_id: id },
    { sample_ids: [1], user_id: foreign },
    { sample_ids: [1], user_ids: [id] },
    { sample_ids: [1], nested: { user: id } },
  ];
}

/** Events that a token of a user must not send, in every form of a body. */
export function foreignEvents(own: string, foreign: string): Attempt[] {
  const event = (name: string, payload: object) => ({
    event_name: name,
    event_id: crypto.randomUUID(),
    event_timestamp: new Date().toISOString(),
    payload,
  });
  const foreignLike = event('user.interaction.like', { user_id: Number(foreign), sample_id: 1 });
  const others = [
    foreignLike,
    event('user.lifecycle.deleted', { user_id: Number(own) }),
    event('user.lifecycle.created', { user_id: Number(own) }),
    event('sample.lifecycle.deleted', { sample_id: 1 }),
    event('sample.analyzed', { sample_id: 1, creator_id: Number(own), metadata: {} }),
  ];
  const path = '/v1/events';
  const json = (body: unknown) => ({ method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body) });
  return [
    ...others.map(json),
    json(others),
    {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-ndjson' },
      body: others.map((each) => JSON.stringify(each)).join('\n'),
    },
    { ...json(foreignLike.payload), path: `${path}?event_name=user.interaction.like` },
  ];
}
