import { JophielError } from '@jophiel/errors';

const MAX_DEPTH = 32;
/** An event and what is added to it must fit into a broker message, 1 MiB by default. */
export const MAX_EVENT_BYTES = 512 * 1024;

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

/** @throws JophielError EVENT_UNREADABLE when the event is too large, too deep, or has what PostgreSQL cannot store */
export function assertStorable(event: unknown): void {
  const characters = checkedSize(event, '', 0);
  // A character has at most six bytes: count bytes only when the limit is near.
  const bytes = characters * 6 > MAX_EVENT_BYTES ? Buffer.byteLength(JSON.stringify(event)) : characters;
  if (bytes > MAX_EVENT_BYTES)
    throw new JophielError(
      'EVENT_UNREADABLE',
      `The event has ${bytes} bytes, more than ${MAX_EVENT_BYTES}; send less metadata.`,
    );
}

/** Checks a value at every depth. @returns its approximate length as JSON */
function checkedSize(value: unknown, path: string, depth: number): number {
  if (typeof value === 'string') {
    assertText(value, path);
    return value.length + 2;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(path, 'is a number beyond the range of 64 bits');
  if (typeof value !== 'object' || value === null) return 4;
  if (depth >= MAX_DEPTH) refuse(path, `is nested deeper than ${MAX_DEPTH} levels`);
  let size = 2;
  for (const [key, inner] of Object.entries(value)) {
    const place = `${path}/${key}`;
    assertText(key, place);
    if (key === '__proto__') refuse(place, 'is not allowed as a key');
    size += key.length + 4 + checkedSize(inner, place, depth + 1);
  }
  return size;
}

function assertText(text: string, path: string): void {
  if (text.includes('\u0000')) refuse(path, 'contains the character \\u0000, which cannot be stored');
  if (!text.isWellFormed()) refuse(path, 'contains half of a surrogate pair, which is not a character');
}

function refuse(path: string, problem: string): never {
  const place = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  throw new JophielError('EVENT_UNREADABLE', `${place || '/'} ${problem}.`, { faults: [{ path: place, problem }] });
}
