import { JophielError } from '@jophiel/errors';

/** Where a filter stands in a request, and what it says. */
export interface Given {
  /** JSON pointer into the request. */
  readonly path: string;
  readonly feature: string;
  readonly text: string;
}

/** @param problem what is wrong and what would be right, to follow on the name */
export function refused({ path, feature, text }: Given, problem: string): JophielError {
  const value = JSON.stringify(text);
  return new JophielError('BODY_INVALID', `${feature} ${problem} (it is ${value}).`, {
    faults: [{ path, problem, value }],
  });
}
