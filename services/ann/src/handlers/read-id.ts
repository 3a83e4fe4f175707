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
