import Type from 'typebox';

/** Control characters have no place in an identifier, and some separate identifiers from each other inside. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]+$';

/** Between ids that travel as one text, which takes a driver less time than an array: a character that no id has. */
export const BETWEEN_IDS = '\u001f';

/** An id as a platform sends it: an integer, or a text. The domain definition says which; inside Jophiel it is always a text. */
export const OutsideId = Type.Union(
  [Type.Integer({ minimum: 0 }), Type.String({ maxLength: 128, pattern: PRINTABLE })],
  {
    description: 'Integer or text, as the domain definition says.',
  },
);

export const Id = Type.String({ maxLength: 128, pattern: PRINTABLE });

/** A UUID with or without its dashes, in either case. */
export const OutsideEventId = Type.String({
  pattern: '^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$',
  description: 'A UUID, with or without dashes; the idempotency key.',
});

/** The form in which Jophiel writes event ids: a UUID with dashes, lower case. */
export const EventId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });

export const Timestamp = Type.String({
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$`,
  description: 'ISO 8601 with a time zone.',
});

/** An object whose keys a contract does not name. */
export const AnyObject = Type.Unsafe<Record<string, unknown>>(Type.Object({}, { additionalProperties: true }));
