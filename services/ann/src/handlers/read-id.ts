import type { Ids } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';

/**
 * An id of a request, as it is known inside.
 * @param path where it stands, for the error
 * @throws JophielError BODY_INVALID for what can be no id of this platform
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
 * The ids of a list, which may have thousands: a place becomes a text only when it is at fault.
 * @param path where the list stands, for the error
 * @throws JophielError BODY_INVALID for what can be no id of this platform
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
