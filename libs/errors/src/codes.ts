/**
 * Every error code of Jophiel, in one list. Codes are for ever: clients and runbooks match on them,
 * so a code is added, never renamed and never given a second meaning. `docs/errors.md` is made from this list.
 */
export const errorCodes = {
  BODY_INVALID: 'The body, query or path breaks its contract; `faults` names each place.',
  CURSOR_INVALID:
    'The cursor is none, or belongs to another user, list or choice of filters; begin again without a cursor.',
  BODY_TOO_LARGE: 'The body holds more bytes or more events than one request may carry; send several requests.',
  BODY_UNREADABLE: 'The body is not JSON (or JSON lines) that can be read, or is nested too deeply.',
  MEDIA_TYPE_UNSUPPORTED: 'The content type is not one that this route reads.',
  FORBIDDEN: 'Who asks may not see what belongs to this user.',
  NOT_FOUND: 'There is nothing under this address, or no such user, sample or board.',
  METHOD_NOT_ALLOWED: 'The route exists, but not with this method.',
  SERVICE_UNAVAILABLE: 'Something that the answer needs is away for the moment; Retry-After says when to ask again.',
  INTERNAL: 'A defect of Jophiel; the correlation id finds it in the logs.',
  EVENT_UNREADABLE: 'The message is not JSON text, or holds what cannot be stored (bad UTF-8, \\u0000, too deep).',
  EVENT_INVALID: 'The event breaks its contract; `faults` names each place.',
  EVENT_UNKNOWN: 'No contract or domain definition knows an event of this name.',
  EVENT_TIME_IMPLAUSIBLE: 'The event claims to be from the future (more than one day), so it would outrank real ones.',
  USER_ERASED: 'The user was erased after this event happened; it is not kept.',
  HANDLER_FAILED: 'A handler failed on this event again and again; it was set aside.',
  CRASH_LOOP: 'The process died again and again while it held this event; it was set aside.',
  SETTING_INVALID: 'An environment variable has a value that cannot be used.',
  DOMAIN_INVALID: 'The domain definition has an unknown key or a bad value.',
  DATABASE_UNAVAILABLE: 'PostgreSQL does not answer.',
  DATABASE_OUTDATED: 'The tables are not those that this version needs; run db:install.',
  MIGRATION_CHANGED: 'A migration that is already installed was edited afterwards.',
  BROKER_UNAVAILABLE: 'NATS does not answer, or has no JetStream.',
  TOPOLOGY_DIFFERS: 'A stream or consumer on the server is configured otherwise than the code declares.',
  PREREQUISITE_MISSING: 'A program that has to be on this machine is not; the message says how to install it.',
  SNAPSHOT_UNUSABLE: 'A snapshot of the index is damaged, or of another layout or version; remove it.',
  REQUEST_UNANSWERED: 'Another service was asked over NATS, and nobody answered in time.',
  LAYOUT_NOT_SERVED: 'The ann service holds no index of this layout (yet); ask PostgreSQL, or again later.',
  COMMAND_INVALID: 'A command or an option of the CLI is unknown or has a bad value.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errorCodes;
