import type { Problem } from '@jophiel/contracts';
import { type ErrorCode, errorCodes, JophielError } from '@jophiel/errors';
import { ERRORS_PATH } from './errors-page.ts';

/** HTTP status by code; other codes occur in logs, dead letters and the CLI. */
export const statusOf: Partial<Record<ErrorCode, number>> = {
  BODY_INVALID: 400,
  CURSOR_INVALID: 400,
  BODY_UNREADABLE: 400,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  UNAUTHENTICATED: 401,
  HOST_UNKNOWN: 421,
  HEADERS_TOO_MANY: 431,
  URL_TOO_LONG: 414,
  RATE_LIMITED: 429,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  LEARNING_OFF: 409,
  SEEDS_OFF: 409,
  METHOD_NOT_ALLOWED: 405,
  LAYOUT_NOT_SERVED: 409,
  INTERNAL: 500,
  SERVICE_UNAVAILABLE: 503,
  DATABASE_UNAVAILABLE: 503,
  DATABASE_OUTDATED: 503,
  BROKER_UNAVAILABLE: 503,
  BROKER_FORBIDDEN: 503,
  STREAM_MISSING: 503,
  EVENT_INVALID: 422,
  EVENT_UNREADABLE: 422,
  EVENT_UNKNOWN: 422,
  EVENT_TIME_IMPLAUSIBLE: 422,
  USER_ERASED: 422,
};

/** Codes that an HTTP answer may have, by the class of their status. */
export function problemCodes(statusClass: 4 | 5): ErrorCode[] {
  return (Object.keys(statusOf) as ErrorCode[]).filter((code) => Math.floor(statusOf[code]! / 100) === statusClass);
}

/** Codes of Fastify's own refusals, and of PostgreSQL's of a value that a request gave. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_UNREADABLE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_UNREADABLE',
  FST_ERR_BAD_URL: 'BODY_INVALID',
  FST_ERR_MAX_PARAM_LENGTH: 'BODY_INVALID',
  // PostgreSQL's: a text with U+0000, which it cannot store. Narrower schemas would break clients.
  '22021': 'BODY_INVALID',
};

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457 problem details of any error; internal details stay in the log. */
export function problemOf(error: unknown, correlationId: string): Problem {
  const known = error instanceof JophielError ? error : frameworkError(error);
  const code = known?.code ?? 'INTERNAL';
  return {
    type: `${ERRORS_PATH}#${code}`,
    title: errorCodes[code],
    status: statusOf[code] ?? 500,
    code,
    detail: known?.message ?? 'Internal error; the log has the reason under the correlation id.',
    correlation_id: correlationId,
    ...(known !== undefined && known.faults.length > 0 ? { faults: [...known.faults] } : {}),
  };
}

function frameworkError(error: unknown): JophielError | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  const ours = typeof code === 'string' ? frameworkCodes[code] : undefined;
  return ours === undefined ? undefined : new JophielError(ours, error instanceof Error ? error.message : ours);
}
