import { MAX_WALK, type Walk } from './cursor.ts';
import { fingerprint } from './fingerprint.ts';

export interface Step {
  readonly positions: readonly number[];
  readonly walk: Walk;
  readonly left: number;
}

export const beginWalk = (begunWith: number): Walk => ({ begunWith, pages: 0, handedOut: new Set() });

/** Finds samples by name, not by position: none is repeated or skipped when the feed changes. */
export function step(sampleIds: readonly string[], walk: Walk, limit: number): Step {
  const handedOut = new Set(walk.handedOut);
  const room = MAX_WALK - handedOut.size;
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
