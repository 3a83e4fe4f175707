import type { ErrorCode } from './codes.ts';
import type { Fault } from './faults.ts';

/** An error that someone outside can act on: a stable code, a sentence that says the remedy, the places at fault. */
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
