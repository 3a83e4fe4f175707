import { LONGEST_WALK, type Walk } from './cursor.ts';
import { fingerprint } from './fingerprint.ts';

/** One page of a walk. */
export interface Step {
  /** Where the samples of the page stand in the feed, ascending. */
  readonly positions: readonly number[];
  /** The walk with this page. */
  readonly walk: Walk;
  /** How many samples come after this page, as far as is known now. */
  readonly left: number;
}

export const beginWalk = (begunWith: number): Walk => ({ begunWith, pages: 0, handedOut: new Set() });

/**
 * The best of the feed, as it is now, that was not handed out yet. So none comes twice whatever the feed does
 * meanwhile, and what stays in it is not skipped, because it is sought by name and not by place.
 */
export function step(sampleIds: readonly string[], walk: Walk, limit: number): Step {
  const handedOut = new Set(walk.handedOut);
  const room = LONGEST_WALK - handedOut.size;
  const open = sampleIds
    .map((sampleId, position) => ({ position, print: fingerprint(sampleId) }))
    .filter(({ print }) => !handedOut.has(print))
    .slice(0, room);
  const page = open.slice(0, limit);
  for (const { print } of page) handedOut.add(print);
  return {
    positions: page.map(({ position }) => position),
    walk: { ...walk, pages: walk.pages + 1, handedOut },
    left: open.length - page.length,
  };
}
