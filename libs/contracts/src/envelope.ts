import Type, { type Static } from 'typebox';
import { AnyObject, EventId, OutsideEventId, Timestamp } from './ids.ts';

/** Envelope of outside events; `version` and `correlation_id` are Jophiel's own and optional. */
export const OutsideEnvelope = Type.Object({
  event_name: Type.String({ minLength: 1, maxLength: 200 }),
  event_id: OutsideEventId,
  event_timestamp: Timestamp,
  source: Type.Optional(Type.String({ maxLength: 200 })),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  correlation_id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  payload: AnyObject,
});
export type OutsideEnvelope = Static<typeof OutsideEnvelope>;

/** Envelope of events between Jophiel's services. */
export const Envelope = Type.Object({
  event_name: Type.String(),
  event_id: EventId,
  event_timestamp: Timestamp,
  source: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  correlation_id: Type.String({ description: 'Constant from the inlet to the feed; part of every log line.' }),
  payload: AnyObject,
});
export type Envelope<Payload = Record<string, unknown>> = Omit<Static<typeof Envelope>, 'payload'> & {
  readonly payload: Payload;
};
