import Type from 'typebox';

/** Control characters are not allowed in ids; some separate ids internally. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]+$';

/** Separates ids joined into one text, which a driver reads faster than an array. No id contains it. */
export const BETWEEN_IDS = '\u001f';

/** An id as a platform sends it: an integer or a text, by the domain definition. Internally always a text. */
export const OutsideId = Type.Union(
  [Type.Integer({ minimum: 0 }), Type.String({ maxLength: 128, pattern: PRINTABLE })],
  {
    description: 'Integer or text, by the domain definition.',
  },
);

export const Id = Type.String({ maxLength: 128, pattern: PRINTABLE });

export const OutsideEventId = Type.String({
  pattern: '^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$',
  description: 'UUID, with or without dashes, in either case; the idempotency key.',
});

/** Internal form of event ids: a UUID with dashes, lower case. */
export const EventId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });

/** ISO 8601 with a time zone. */
export const TIMESTAMP = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$`;

export const Timestamp = Type.String({
  pattern: TIMESTAMP,
  description: 'ISO 8601 with a time zone.',
});

/** An object with any keys. */
export const AnyObject = Type.Unsafe<Record<string, unknown>>(Type.Object({}, { additionalProperties: true }));
