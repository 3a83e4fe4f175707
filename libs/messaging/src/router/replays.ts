import { covers, type Delivery } from '@jophiel/transport';

/**
 * The deliveries of replayed dead letters, by who handles them: as if each had come on the subject of its letter.
 * @param prefix what the subjects of replays begin with
 */
export function sortReplays<Handler extends { readonly subject: string }>(
  deliveries: readonly Delivery[],
  prefix: string,
  handlers: readonly Handler[],
): { readonly byHandler: ReadonlyMap<Handler, readonly Delivery[]>; readonly unknown: readonly Delivery[] } {
  const letters = deliveries.map((delivery) => ({ ...delivery, subject: delivery.subject.slice(prefix.length) }));
  const byHandler = Map.groupBy(letters, ({ subject }) => handlers.find((handler) => covers(handler.subject, subject)));
  const unknown = byHandler.get(undefined) ?? [];
  byHandler.delete(undefined);
  return { byHandler: byHandler as ReadonlyMap<Handler, readonly Delivery[]>, unknown };
}
