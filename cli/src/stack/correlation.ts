import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs work whose requests to services carry a correlation id, by which their logs name the same run. */
export async function withCorrelationId<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
  return current.run(id, work);
}

/** The headers that a request adds; none outside of `withCorrelationId`. */
export function correlationHeaders(): Record<string, string> {
  const id = current.getStore();
  return id === undefined ? {} : { 'x-correlation-id': id };
}
