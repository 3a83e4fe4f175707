import { JophielError } from '@jophiel/errors';

/** @throws JophielError BODY_INVALID for what is no time */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalidKey('as_of', text, 'must be the generated_at of a first page');
  return time;
}

/** The error for a key of the query that cannot be used. */
export function invalidKey(key: string, value: string, problem: string): JophielError {
  return new JophielError('BODY_INVALID', `${key} ${problem} (it is "${value}").`, {
    faults: [{ path: `/query/${key}`, problem, value: JSON.stringify(value) }],
  });
}
