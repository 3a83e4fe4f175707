import { fetchWithKey, Progress, request, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { startBareRoutes } from './lib/bare-routes.ts';
import { load, type LoadResult } from './lib/load.ts';
import { type Findings, quantile } from './lib/report.ts';
import { routesOf } from './lib/routes.ts';

export interface ApiOptions {
  readonly samples: number;
  readonly users: number;
  readonly interactions: number;
  readonly connections: number;
  readonly seconds: number;
  /** Source of candidates: postgres or ann. */
  readonly source: string;
  /** Number of measurements per route, alternating with the other routes; the figures are medians. */
  readonly rounds: number;
  /** Parts of names of routes; empty for all routes. */
  readonly routes: readonly string[];
}

const WARM_UP_SECONDS = 0.5;

/** Every route of the feed API under load, beside a bare Fastify route that returns the same bytes. */
export async function api(options: ApiOptions): Promise<Findings> {
  const stack = await startStack({ durable: true, environment: { CANDIDATE_SOURCE: options.source } });
  try {
    await fill(stack, options);
    const routes = Object.entries(await routesOf(stack, options)).filter(
      ([name]) => options.routes.length === 0 || options.routes.some((part) => name.includes(part)),
    );
    if (routes.length === 0) throw new Error(`No route has ${options.routes.join(' or ')} in its name.`);
    const bodies = new Map<string, string>();
    for (const [name, url] of routes) bodies.set(`/${pathOf(name)}`, await (await fetchWithKey(url())).text());
    const bare = await startBareRoutes(Object.fromEntries(bodies));
    const measured = new Map<string, LoadResult[]>(routes.map(([name]) => [name, []]));
    const floors = new Map<string, LoadResult[]>(routes.map(([name]) => [name, []]));
    for (let round = 0; round < options.rounds; round++)
      for (const [name, url] of routes) {
        measured.get(name)!.push(await measure(url, options));
        floors.get(name)!.push(await measure(() => `${bare.url}/${pathOf(name)}`, options));
      }
    bare.stop();
    return findings(options, measured, floors);
  } finally {
    await stack.stop();
  }
}

async function fill(stack: RunningStack, { samples, users, interactions }: ApiOptions): Promise<void> {
  const progress = new Progress('filling');
  await seed(stack, { users, samples, interactions, seed: 11, now: Date.now() }, ({ accepted }) =>
    progress.show(accepted, samples + interactions, 'sending'),
  );
  await waitUntilHandled(stack, (left) => progress.show(samples - Math.min(left, samples), samples, 'handling'));
  await request('POST', `${stack.services.scorer}/v1/batch`);
  await waitUntilHandled(stack, () => {});
  progress.end(`${samples} samples, ${interactions} interactions of ${users} users`);
}

async function measure(url: () => string, { connections, seconds }: ApiOptions): Promise<LoadResult> {
  await load({ connections, seconds: WARM_UP_SECONDS, url });
  return load({ connections, seconds, url });
}

function pathOf(name: string): string {
  return name.replaceAll(/\W+/g, '-');
}

function findings(
  { samples, users, interactions, connections, rounds }: ApiOptions,
  measured: ReadonlyMap<string, readonly LoadResult[]>,
  floors: ReadonlyMap<string, readonly LoadResult[]>,
): Findings {
  const figuresOf = (results: ReadonlyMap<string, readonly LoadResult[]>) =>
    Object.fromEntries(
      [...results].flatMap(([name, ofRounds]) => {
        const median = (figure: 'p50' | 'p99' | 'perSecond') =>
          quantile(
            ofRounds.map((result) => result[figure]),
            0.5,
          );
        const refused = ofRounds.reduce((sum, result) => sum + result.refused, 0);
        return [
          [`${name} p50 ms`, median('p50')],
          [`${name} p99 ms`, median('p99')],
          [`${name} /s`, median('perSecond')],
          ...(refused === 0 ? [] : [[`${name} refused`, refused]]),
        ];
      }),
    ) as Record<string, number>;
  const figures = figuresOf(measured);
  const floor = figuresOf(floors);
  const ratio = Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (name in floor ? [[name, value / floor[name]!]] : [])),
  );
  return { sizes: { samples, users, interactions, connections, rounds }, figures, floor, ratio };
}
