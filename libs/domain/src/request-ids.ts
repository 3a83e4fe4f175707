import { JophielError } from '@jophiel/errors';
import type { Ids } from './ids.ts';

/**
 * An id of a request, in the form used inside.
 * @param path where it stands, for the error
 * @throws JophielError BODY_INVALID for a value that cannot be an id of this platform
 */
export function readId(value: unknown, path: string, ids: Ids): string {
  try {
    return ids.read(value, path);
  } catch (error) {
    if (!(error instanceof JophielError)) throw error;
    throw new JophielError('BODY_INVALID', error.message, { faults: error.faults });
  }
}

/**
 * The ids of a list. The path of an element is built only when it is at fault, because a list may have thousands.
 * @param path where the list stands, for the error
 * @throws JophielError BODY_INVALID for a value that cannot be an id of this platform
 */
export function readIds(values: readonly unknown[], path: string, ids: Ids): Set<string> {
  const read = new Set<string>();
  for (const [place, value] of values.entries()) {
    try {
      read.add(ids.read(value, path));
    } catch {
      read.add(readId(value, `${path}/${place}`, ids));
    }
  }
  return read;
}
