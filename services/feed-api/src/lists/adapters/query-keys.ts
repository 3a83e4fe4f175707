import { JophielError } from '@jophiel/errors';

export function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalidKey('as_of', text, 'must be the generated_at of a first page');
  return time;
}

export function invalidKey(key: string, value: string, problem: string): JophielError {
  return new JophielError('BODY_INVALID', `${key} ${problem} (it is "${value}").`, {
    faults: [{ path: `/query/${key}`, problem, value: JSON.stringify(value) }],
  });
}
