import type { Envelope, EventContract } from '@jophiel/contracts';
import { assertContract, decodeUtf8, parseSafeJson, toEnvelope } from '@jophiel/events';
import type { Delivery } from '@jophiel/transport';

/** @throws JophielError EVENT_UNREADABLE, EVENT_INVALID or EVENT_TIME_IMPLAUSIBLE when no retry can help */
export function decodeDelivery(delivery: Delivery, contract: EventContract, now: Date): Envelope {
  const body = parseSafeJson(decodeUtf8(delivery.body));
  const envelope = toEnvelope(body, {
    eventName: delivery.subject,
    identity: delivery.messageId ?? `stored at ${delivery.storedAt}`,
    now,
  });
  assertContract(envelope, contract);
  return envelope;
}
