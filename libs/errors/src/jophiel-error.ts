import type { ErrorCode } from './codes.ts';
import type { Fault } from './faults.ts';

/** An error that a user can act on: a stable code, a message with the remedy, and the places at fault. */
export class JophielError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, message: string, options: { faults?: readonly Fault[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'JophielError';
    this.code = code;
    this.faults = options.faults ?? [];
  }
}
