import type { DomainDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import { type FeatureToken, vectorise } from '@jophiel/vectors';
import { compareFeeds, type FeedChange } from './compare-feeds.ts';
import { feedOf } from './feed-of.ts';
import type { WhatIf } from './report.ts';
import { chooseUsers } from './statements/choose-users.ts';
import { readLog } from './statements/read-log.ts';
import { readPopularity } from './statements/read-popularity.ts';
import { readMetadata, readSamples } from './statements/read-samples.ts';
import { Places } from './token-shift.ts';
import { addSamples, type View, viewsOf } from './view.ts';

export interface ReplayOptions {
  readonly before: DomainDefinition;
  readonly after: DomainDefinition;
  /** Maximum number of users, and the seed that selects them. */
  readonly users: number;
  readonly seed: number;
  readonly now: Date;
  readonly onSamples: (done: number) => void;
  readonly onUsers: (done: number, all: number) => void;
}

/** Compares the feeds of some users under two definitions, from the log and the metadata. Only reads. */
export async function replay(executor: Executor, options: ReplayOptions): Promise<WhatIf> {
  const views = viewsOf(options.before, options.after);
  const samples = await loadCatalogues(executor, views, options.onSamples);
  const ranking = { popularity: await readPopularity(executor), now: options.now.getTime() };
  const userIds = await chooseUsers(executor, options.users, options.seed);
  const changes: FeedChange[] = [];
  const places = new Places();
  for (const userId of userIds) {
    const log = await readLog(executor, userId);
    const [before, after] = views.map((view) => feedOf(userId, log, view, ranking)) as [string[], string[]];
    changes.push(compareFeeds(userId, before, after));
    places.add(before, after);
    options.onUsers(changes.length, userIds.length);
  }
  const tokens = await tokensOf(executor, places.sampleIds, views[1]);
  return {
    samples,
    users: changes.sort((a, b) => a.overlap - b.overlap || b.movedRanks - a.movedRanks),
    tokens: places.shifts(tokens),
  };
}

async function loadCatalogues(
  executor: Executor,
  views: readonly View[],
  onSamples: (done: number) => void,
): Promise<number> {
  const catalogues = new Set(views.map(({ catalogue }) => catalogue));
  let done = 0;
  for await (const rows of readSamples(executor)) {
    for (const catalogue of catalogues) addSamples(catalogue, rows);
    done += rows.length;
    onSamples(done);
  }
  return done;
}

async function tokensOf(executor: Executor, sampleIds: readonly string[], { catalogue: { layout } }: View) {
  const tokens = new Map<string, readonly FeatureToken[]>();
  for await (const rows of readMetadata(executor, sampleIds))
    for (const { sample_id, metadata } of rows) tokens.set(sample_id, vectorise(layout, metadata).tokens);
  return tokens;
}
