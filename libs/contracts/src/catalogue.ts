import type { EventContract } from './events/event-contract.ts';
import * as inside from './events/inside.ts';
import * as outside from './events/outside.ts';

/** Every event that Jophiel consumes or publishes. */
export const outsideEvents: readonly EventContract[] = Object.values(outside);
export const insideEvents: readonly EventContract[] = Object.values(inside);
