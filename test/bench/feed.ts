import { randomFrom } from '@jophiel/generator';
import type { Database } from '@jophiel/postgres';
import { startBareRoutes } from './lib/bare-routes.ts';
import { Connection } from './lib/connection.ts';
import { type FeedApiProcess, startFeedApiProcess } from './lib/feed-api-process.ts';
import { load } from './lib/load.ts';
import { keyLine } from './lib/key-line.ts';
import { cpuSecondsOf } from './lib/processes.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface FeedOptions {
  readonly samples: number;
  /** Number of users with a feed. */
  readonly users: number;
  readonly connections: number;
}

/** One kind of request. */
interface Question {
  readonly name: string;
  readonly route: string;
  readonly path: () => string;
  readonly headers?: () => string;
  /** Path on the server that is the floor, where it is not a bare route. */
  readonly floorPath?: () => string;
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU time of the server per answer. */
  readonly cpuMicroseconds: number;
}

const FEED_SIZE = 200;
/** These users are read repeatedly, the others once. */
const WARM_USERS = 1_000;
const ROUNDS = 5;
const SECONDS = 1;
const ALONE = 2_000;
const TOKENS = 10_000;
const WITH_TOKENS = '10 ids, 10,000 tokens';

/** Pages of feeds, alternating with a bare Fastify that returns the same bytes; the load runs on the same machine. */
export async function feed(options: FeedOptions): Promise<Findings> {
  const service = await startFeedApiProcess(async (database) => storeFeeds(database, options));
  const questions = await questionsFor(service, options);
  const bodies: Record<string, string> = {};
  for (const { name, path, headers } of questions)
    bodies[pathOf(name)] = (await once(service.url, path(), headers?.() ?? keyLine(service.url))).body.toString();
  const bare = await startBareRoutes(bodies);
  try {
    const measured = new Map<string, Measured>();
    const floors = new Map<string, Measured>();
    // First, while both processes remember the same feeds.
    const [withTokens, without] = await inTurns(service, service.withoutAccess, await tokenQuestion(service), options);
    measured.set(WITH_TOKENS, withTokens);
    floors.set(WITH_TOKENS, without);
    for (const question of questions) {
      const [ours, theirs] = await inTurns(service, bare, question, options);
      measured.set(question.name, ours);
      floors.set(question.name, theirs);
    }
    return findings(options, { measured, floors, alone: await askAlone(service, questions[0]!) });
  } finally {
    bare.stop();
    await service.stop();
  }
}

async function storeFeeds(database: Database, { samples, users }: FeedOptions): Promise<void> {
  await database.execute({
    text: `INSERT INTO jophiel.user_feed_recommendations
             (user_id, version, profile_version, layout, generated_at, sample_ids, scores, score_final, diversity)
           SELECT one::text, 1, 1, 'bench', now(), ids, scores, score_final,
             ARRAY(SELECT item.score - item.final FROM unnest(scores, score_final) AS item (score, final))
           FROM generate_series(1, $1::int) AS one,
             LATERAL (SELECT array_agg((1 + floor(random() * $2))::int::text) AS ids,
                             array_agg(2 - rank * .004 + random() * .003 ORDER BY rank) AS scores,
                             array_agg(2 - rank * .004 + random() * .003 + .003 ORDER BY rank) AS score_final
                      FROM generate_series(1, $3::int) AS rank WHERE one > 0) AS feed`,
    values: [users, samples, FEED_SIZE],
  });
  await database.execute({ text: 'VACUUM ANALYZE jophiel.user_feed_recommendations' });
}

async function questionsFor(service: FeedApiProcess, { users }: FeedOptions): Promise<Question[]> {
  const random = randomFrom(3);
  const warm = () => random.below(WARM_USERS) + 1;
  let cold = WARM_USERS;
  const [ids, points] = ['/v1/feed/:user_id', '/v1/feed/points/:user_id'];
  const key = keyLine(service.url);
  const known = (await once(service.url, '/v1/feed/1?per_page=10', key)).head;
  const tag = /\r\netag: (.+)/i.exec(known)?.[1];
  return [
    { name: '10 ids', route: ids, path: () => `/v1/feed/${warm()}?per_page=10` },
    { name: '20 ids', route: ids, path: () => `/v1/feed/${warm()}?per_page=20` },
    { name: '20 points', route: points, path: () => `/v1/feed/points/${warm()}?per_page=20` },
    { name: '304', route: ids, path: () => '/v1/feed/1?per_page=10', headers: () => `${key}If-None-Match: ${tag}\r\n` },
    {
      name: '10 ids, first read',
      route: ids,
      path: () => {
        cold = cold === users ? WARM_USERS + 1 : cold + 1;
        return `/v1/feed/${cold}?per_page=10`;
      },
    },
  ];
}

/** Each request has the token of its user: 10,000 different ones. The floor is the same without access control. */
async function tokenQuestion(service: FeedApiProcess): Promise<Question> {
  const tokens: { readonly path: string; readonly headers: string }[] = [];
  for (let made = 0; made < TOKENS; made++) {
    const user = (made % WARM_USERS) + 1;
    const headers = `Authorization: Bearer ${await service.token(user)}\r\n`;
    tokens.push({ path: `/v1/feed/${user}?per_page=10`, headers });
  }
  let next = 0;
  return {
    name: WITH_TOKENS,
    route: '/v1/feed/:user_id',
    path: () => {
      next = (next + 1) % TOKENS;
      return tokens[next]!.path;
    },
    headers: () => tokens[next]!.headers,
    floorPath: () => tokens[next]!.path,
  };
}

/** Alternates both servers, so that both run under the same load of the machine. @returns the medians of the rounds */
async function inTurns(
  service: FeedApiProcess,
  floor: { readonly url: string; readonly pid: number },
  { name, path, headers, floorPath = () => pathOf(name) }: Question,
  { connections }: FeedOptions,
): Promise<[Measured, Measured]> {
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const one = await measure(service.pid, {
      connections,
      url: () => service.url + path(),
      ...(headers && { headers }),
    });
    const other = await measure(floor.pid, {
      connections,
      url: () => floor.url + floorPath(),
      ...(headers && { headers }),
    });
    // The first round warms up.
    if (round > 0) ours.push(one);
    if (round > 0) theirs.push(other);
  }
  return [median(ours), median(theirs)];
}

async function measure(
  pid: number,
  asking: { readonly connections: number; readonly url: () => string; readonly headers?: () => string },
): Promise<Measured> {
  const before = cpuSecondsOf(pid);
  const { requests, perSecond, p50, p99 } = await load({ ...asking, seconds: SECONDS });
  return { perSecond, p50, p99, cpuMicroseconds: ((cpuSecondsOf(pid) - before) * 1e6) / requests };
}

function median(rounds: readonly Measured[]): Measured {
  const of = (key: keyof Measured) =>
    quantile(
      rounds.map((round) => round[key]),
      0.5,
    );
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), cpuMicroseconds: of('cpuMicroseconds') };
}

/** Sequential requests. @returns the mean of the times in the metrics, and the median measured here, in ms */
async function askAlone(service: FeedApiProcess, { route, path }: Question) {
  const connection = await Connection.open(service.url);
  const key = keyLine(service.url);
  const before = await service.served(route);
  const times: number[] = [];
  for (let asked = 0; asked < ALONE; asked++) {
    const askedAt = performance.now();
    await connection.get(path(), key);
    times.push(performance.now() - askedAt);
  }
  connection.close();
  const after = await service.served(route);
  return {
    server: ((after.seconds - before.seconds) * 1_000) / (after.requests - before.requests),
    outside: quantile(times, 0.5),
  };
}

async function once(url: string, path: string, headers = '') {
  const connection = await Connection.open(url);
  const answer = await connection.get(path, headers);
  connection.close();
  return answer;
}

const pathOf = (name: string): string => `/${name.replaceAll(/\W+/g, '-')}`;

function findings(
  { samples, users, connections }: FeedOptions,
  found: {
    readonly measured: ReadonlyMap<string, Measured>;
    readonly floors: ReadonlyMap<string, Measured>;
    readonly alone: { readonly server: number; readonly outside: number };
  },
): Findings {
  const figuresOf = (all: ReadonlyMap<string, Measured>): Record<string, number> =>
    Object.fromEntries(
      [...all].flatMap(([name, { perSecond, p50, p99, cpuMicroseconds }]) => [
        [`${name} /s`, perSecond],
        [`${name} p50 ms`, p50],
        [`${name} p99 ms`, p99],
        [`${name} CPU µs`, cpuMicroseconds],
      ]),
    );
  const [figures, floor] = [figuresOf(found.measured), figuresOf(found.floors)];
  const ratio = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value / floor[name]!]));
  return {
    sizes: { samples, users, connections },
    figures: {
      ...figures,
      '10 ids, alone, server ms': found.alone.server,
      '10 ids, alone, p50 ms': found.alone.outside,
    },
    floor,
    ratio,
    aims: {
      '10 ids /s': 'ratio ≥ .7',
      '20 ids /s': 'ratio ≥ .7',
      [`${WITH_TOKENS} /s`]: 'ratio ≥ .9 of ACCESS=off',
      '10 ids, alone, server ms': '≤ .76',
    },
  };
}
