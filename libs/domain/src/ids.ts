import { faultAt, JophielError } from '@jophiel/errors';
import type { DomainDefinition } from './definition.ts';

/** A platform's ids at the border: whatever their type outside, inside they are texts. */
export interface Ids {
  /**
   * From what came in to the text used inside.
   * @param path where it stood, for the error
   * @throws JophielError EVENT_INVALID
   */
  read(value: unknown, path: string): string;
  /** From the text used inside to the type that the platform uses. */
  write(id: string): number | string;
}

const INTEGER = /^(0|[1-9]\d*)$/;
const LONGEST = 128;
const CONTROL_CHARACTER = /\p{Cc}/u;

export function idsOf(definition: DomainDefinition): Ids {
  return definition.ids === 'integer' ? integerIds : textIds;
}

const integerIds: Ids = {
  read(value, path) {
    const text = typeof value === 'number' ? String(value) : value;
    // Beyond 2^53 JSON readers lose digits without a word, and two users would become one.
    if (typeof text === 'string' && INTEGER.test(text) && Number.isSafeInteger(Number(text))) return text;
    throw invalid(value, path, 'must be an integer from 0 to 9007199254740991');
  },
  write: Number,
};

const textIds: Ids = {
  read(value, path) {
    if (typeof value === 'string' && value.length > 0 && value.length <= LONGEST && !CONTROL_CHARACTER.test(value))
      return value;
    throw invalid(value, path, `must be a text of 1 to ${LONGEST} characters, none of them a control character`);
  },
  write: (id) => id,
};

function invalid(value: unknown, path: string, problem: string): JophielError {
  const fault = { ...faultAt(value, '', problem), path };
  return new JophielError(
    'EVENT_INVALID',
    `${path} ${problem}${fault.value === undefined ? ', and is missing' : ` (it is ${fault.value})`}.`,
    {
      faults: [fault],
    },
  );
}
