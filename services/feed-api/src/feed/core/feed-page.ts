import type { Pagination } from '@jophiel/contracts';
import { paginate } from '../../lists/core/paginate.ts';
import type { Feed } from '../../shared/core/feed.ts';
import { writeCursor } from './cursor.ts';
import type { FeedAsked, Paging } from './feed-asked.ts';
import { beginWalk, step } from './step.ts';

export interface FeedPage {
  readonly feed: Feed;
  readonly items: readonly {
    readonly sampleId: string;
    readonly score: number;
    readonly scoreFinal: number;
    readonly learned: number;
    /** Absent for a sample that its score placed. */
    readonly exploration?: number;
  }[];
  readonly rest: {
    readonly pagination: Pagination;
    readonly next_cursor?: string | null;
    readonly newer_version?: boolean;
  };
}

/** Samples that became unlisted after the feed was read leave their page; the others stay on theirs. */
export function pageOf(feed: Feed, asked: FeedAsked, isUnlisted: (sampleId: string) => boolean): FeedPage {
  const { paging } = asked;
  const { positions, ...rest } =
    paging.kind === 'pages' ? pageByNumber(feed, paging, asked) : pageByCursor(feed, paging, asked);
  const items = positions.map((at) => ({
    sampleId: feed.sampleIds[at]!,
    score: feed.scores[at]!,
    scoreFinal: feed.scoreFinals[at]!,
    learned: feed.learned?.[at] ?? 0,
    ...((feed.exploration?.[at] ?? 0) === 0 ? {} : { exploration: feed.exploration![at]! }),
  }));
  return { feed, items: items.filter(({ sampleId }) => !isUnlisted(sampleId)), rest };
}

function pageByNumber(feed: Feed, { page, perPage }: Extract<Paging, { kind: 'pages' }>, { link }: FeedAsked) {
  const { items: positions, pagination } = paginate(
    [...feed.sampleIds.keys()],
    { page, per_page: perPage },
    { ...link, as_of: feed.generatedAt.toISOString() },
  );
  return { positions, pagination };
}

function pageByCursor(
  feed: Feed,
  { limit }: Extract<Paging, { kind: 'walk' }>,
  { walk: before = beginWalk(feed.version), binding, link: { url, kept } }: FeedAsked,
) {
  const { positions, walk, left } = step(feed.sampleIds, before, limit);
  const next = left === 0 ? null : writeCursor(walk, binding);
  const pagination: Pagination = {
    current_page: walk.pages,
    per_page: limit,
    total: walk.handedOut.size + left,
    last_page: walk.pages + Math.ceil(left / limit),
    next_page_url: next === null ? null : `${url}?limit=${limit}&cursor=${next}${kept}`,
    // A cursor does not know in which order earlier samples came.
    prev_page_url: null,
  };
  return { positions, pagination, next_cursor: next, newer_version: feed.version > walk.begunWith };
}
