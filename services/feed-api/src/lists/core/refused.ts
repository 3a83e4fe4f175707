import { JophielError } from '@jophiel/errors';

export interface Given {
  readonly path: string;
  readonly feature: string;
  readonly text: string;
}

export function refused({ path, feature, text }: Given, problem: string): JophielError {
  const value = JSON.stringify(text);
  return new JophielError('BODY_INVALID', `${feature} ${problem} (it is ${value}).`, {
    faults: [{ path, problem, value }],
  });
}
