import { JophielError } from '@jophiel/errors';

const DEEPEST = 32;
/** One event may not fill a broker message (1 MiB by default) together with what is added on the way. */
export const LARGEST_EVENT_BYTES = 512 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new JophielError('EVENT_UNREADABLE', 'The message is not UTF-8.', { cause });
  }
}

/**
 * Reads JSON that can be stored and forwarded as it is.
 * @throws JophielError EVENT_UNREADABLE for what is no JSON, too large or too deep, or holds what PostgreSQL refuses
 */
export function parseSafeJson(text: string): unknown {
  if (text.length > LARGEST_EVENT_BYTES)
    throw new JophielError('EVENT_UNREADABLE', `The event has more than ${LARGEST_EVENT_BYTES} characters; leave out what is not metadata.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new JophielError('EVENT_UNREADABLE', `The text is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  assertStorable(value, '', 0);
  return value;
}

function assertStorable(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') assertText(value, path);
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(path, 'is a number beyond the range of 64 bits');
  if (typeof value !== 'object' || value === null) return;
  if (depth >= DEEPEST) refuse(path, `is nested deeper than ${DEEPEST} levels`);
  for (const [key, inner] of Object.entries(value)) {
    const place = `${path}/${key}`;
    assertText(key, place);
    if (key === '__proto__') refuse(place, 'is a key that no object may have');
    assertStorable(inner, place, depth + 1);
  }
}

function assertText(text: string, path: string): void {
  if (text.includes('\u0000')) refuse(path, 'holds the character \\u0000, which cannot be stored');
  if (!text.isWellFormed()) refuse(path, 'holds half of a surrogate pair, which is no character');
}

function refuse(path: string, problem: string): never {
  const place = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  throw new JophielError('EVENT_UNREADABLE', `${place || '/'} ${problem}.`, { faults: [{ path: place, problem }] });
}
