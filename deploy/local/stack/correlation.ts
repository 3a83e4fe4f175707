import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs work whose requests carry one correlation id, so that the logs of services name the run. */
export async function withCorrelationId<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
  return current.run(id, work);
}

/** Headers to add to a request; empty outside of `withCorrelationId`. */
export function correlationHeaders(): Record<string, string> {
  const id = current.getStore();
  return id === undefined ? {} : { 'x-correlation-id': id };
}
