/**
 * All error codes. Clients and runbooks match on them: a code is never renamed, and never gets a second meaning.
 * `docs/errors.md` is made from this list.
 */
export const errorCodes = {
  BODY_INVALID: 'The body, query or path breaks its contract; `faults` names each place.',
  CURSOR_INVALID:
    'The cursor is unreadable, or belongs to another user, list or set of filters; start again without a cursor.',
  BODY_TOO_LARGE: 'The body has more bytes or events than one request may have; send several requests.',
  BODY_UNREADABLE: 'The body is not valid JSON (or JSON lines), or is nested too deeply.',
  MEDIA_TYPE_UNSUPPORTED: 'This route does not read this content type.',
  HOST_UNKNOWN:
    'The request is for a host that this service does not answer for; add the name to HTTP_HOSTS if it is meant to.',
  HEADERS_TOO_MANY: 'The request has more headers than a client needs.',
  URL_TOO_LONG: 'The address is longer than any route needs; send fewer or shorter parameters.',
  RATE_LIMITED: 'The caller sent more requests in this second than it may; retry after the time in Retry-After.',
  UNAUTHENTICATED: 'The request has no key or token, or one that is unknown, revoked or expired.',
  FORBIDDEN: 'The key or token does not reach this route, or the data of this user.',
  NOT_FOUND: 'There is no such route, user, sample or board.',
  METHOD_NOT_ALLOWED: 'The route exists, but not with this method; the header Allow lists its methods.',
  SERVICE_UNAVAILABLE: 'A part that the answer needs is unavailable for now; retry after the time in Retry-After.',
  INTERNAL: 'A defect of Jophiel; search the logs for the correlation id.',
  EVENT_UNREADABLE:
    'The message is not JSON, or cannot be stored (invalid UTF-8, \\u0000, nested too deeply, too large).',
  EVENT_INVALID: 'The event breaks its contract; `faults` names each place.',
  EVENT_UNKNOWN: 'Neither the contracts nor the domain definition know an event of this name.',
  EVENT_TIME_IMPLAUSIBLE: 'The time of the event is more than one day in the future.',
  USER_ERASED: 'The user was erased after this event happened; it is not stored.',
  HANDLER_FAILED: 'A handler failed on this event repeatedly; it is stored as a dead letter.',
  CRASH_LOOP: 'The process died repeatedly while it handled this event; it is stored as a dead letter.',
  SETTING_INVALID: 'An environment variable has an invalid value.',
  DOMAIN_INVALID: 'The domain definition has an unknown key or an invalid value.',
  DATABASE_UNAVAILABLE: 'PostgreSQL does not answer.',
  DATABASE_OUTDATED: 'The tables do not fit this version; run db:install.',
  MIGRATION_CHANGED: 'An installed migration was edited afterwards.',
  BROKER_UNAVAILABLE: 'NATS does not answer, or runs without JetStream.',
  BROKER_FORBIDDEN:
    'NATS refuses the user, or a subject that the user may not use; compare the server with deploy/nats/nats.conf.',
  STREAM_MISSING:
    'A stream is missing on the NATS server; db:install declares it, and so does ingestion when it starts.',
  TOPOLOGY_DIFFERS: 'A stream or consumer on the server differs from its declaration in the code.',
  PREREQUISITE_MISSING: 'A required program is missing on this machine; the message says how to install it.',
  SNAPSHOT_UNUSABLE: 'A snapshot of the index is damaged, or has another layout or version; delete it.',
  REQUEST_UNANSWERED: 'A request to another service over NATS was not answered in time.',
  LAYOUT_NOT_SERVED: 'The ann service has no index of this layout yet; use PostgreSQL, or retry later.',
  LEARNING_OFF:
    'Nothing is learned, because the domain definition weighs no co-interaction; set `scoring.coInteraction`.',
  SEEDS_OFF: 'Seeds do not count, because the domain definition gives them the weight 0; set `seeds.weight`.',
  MANIFEST_INCOMPLETE:
    'A service uses an event or a request that its manifest (`services/<name>/src/service.ts`) does not list; add it there.',
  ROUTE_UNDECLARED: 'A route does not declare who may use it (`config.access`); the service does not start.',
  DATA_INVALID: 'A file of a data set is missing, or a line of it cannot be read; the message names both.',
  COMMAND_INVALID: 'A command, an argument or an option of the CLI is unknown, missing or has an invalid value.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errorCodes;
