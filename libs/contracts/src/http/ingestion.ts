import Type, { type Static } from 'typebox';
import { OutsideEnvelope } from '../envelope.ts';

export const MAX_EVENTS = 5_000;

/** Body of `POST /v1/events`: as JSON one event or an array, as `application/x-ndjson` one event per line. */
export const EventsBody = Type.Union([
  OutsideEnvelope,
  Type.Array(OutsideEnvelope, { minItems: 1, maxItems: MAX_EVENTS }),
]);

export const EventResult = Type.Object({
  index: Type.Integer({ description: 'Position in the request, from 0.' }),
  event_id: Type.Optional(Type.String()),
  status: Type.Enum(['accepted', 'duplicate', 'rejected']),
  code: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
});
export type EventResult = Static<typeof EventResult>;

/** Answer of `POST /v1/events`; accepted events are committed and fsynced. */
export const EventsAnswer = Type.Object({
  accepted: Type.Integer(),
  duplicate: Type.Integer(),
  rejected: Type.Integer(),
  results: Type.Array(EventResult),
});
export type EventsAnswer = Static<typeof EventsAnswer>;
