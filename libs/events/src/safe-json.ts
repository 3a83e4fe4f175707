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

/** @throws JophielError EVENT_UNREADABLE */
export function parseSafeJson(text: string): unknown {
  const value = parseJson(text);
  assertStorable(value);
  return value;
}

/** @throws JophielError EVENT_UNREADABLE */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new JophielError('EVENT_UNREADABLE', `The text is not JSON: ${cause instanceof Error ? cause.message : ''}`, {
      cause,
    });
  }
}

/**
 * Holds an event to what can be stored and forwarded as it is.
 * @throws JophielError EVENT_UNREADABLE for what is too large or too deep, or holds what PostgreSQL refuses
 */
export function assertStorable(event: unknown): void {
  const characters = checkedSize(event, '', 0);
  // Counted exactly only where it can matter: a character takes up to six bytes.
  const bytes = characters * 6 > LARGEST_EVENT_BYTES ? Buffer.byteLength(JSON.stringify(event)) : characters;
  if (bytes > LARGEST_EVENT_BYTES)
    throw new JophielError(
      'EVENT_UNREADABLE',
      `The event has ${bytes} bytes, more than ${LARGEST_EVENT_BYTES}; leave out what is not metadata.`,
    );
}

/** Walks through a value. @returns about how many characters it has as JSON */
function checkedSize(value: unknown, path: string, depth: number): number {
  if (typeof value === 'string') {
    assertText(value, path);
    return value.length + 2;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(path, 'is a number beyond the range of 64 bits');
  if (typeof value !== 'object' || value === null) return 4;
  if (depth >= DEEPEST) refuse(path, `is nested deeper than ${DEEPEST} levels`);
  let size = 2;
  for (const [key, inner] of Object.entries(value)) {
    const place = `${path}/${key}`;
    assertText(key, place);
    if (key === '__proto__') refuse(place, 'is a key that no object may have');
    size += key.length + 4 + checkedSize(inner, place, depth + 1);
  }
  return size;
}

function assertText(text: string, path: string): void {
  if (text.includes('\u0000')) refuse(path, 'holds the character \\u0000, which cannot be stored');
  if (!text.isWellFormed()) refuse(path, 'holds half of a surrogate pair, which is no character');
}

function refuse(path: string, problem: string): never {
  const place = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  throw new JophielError('EVENT_UNREADABLE', `${place || '/'} ${problem}.`, { faults: [{ path: place, problem }] });
}
