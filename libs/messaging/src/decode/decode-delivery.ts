import type { Envelope, EventContract } from '@jophiel/contracts';
import { assertContract, decodeUtf8, type Origin, parseSafeJson, toEnvelope } from '@jophiel/events';
import type { Delivery } from '@jophiel/transport';

/** @throws JophielError EVENT_UNREADABLE, EVENT_INVALID or EVENT_TIME_IMPLAUSIBLE when no retry can help */
export function decodeDelivery(delivery: Delivery, contract: EventContract, now: Date): Envelope {
  return decodeEvent(delivery.body, contract, {
    eventName: delivery.subject,
    identity: delivery.messageId ?? `stored at ${delivery.storedAt}`,
    now,
  });
}

/** @throws JophielError EVENT_UNREADABLE, EVENT_INVALID or EVENT_TIME_IMPLAUSIBLE */
export function decodeEvent(bytes: Uint8Array, contract: EventContract, origin: Origin): Envelope {
  const envelope = toEnvelope(parseSafeJson(decodeUtf8(bytes)), origin);
  assertContract(envelope, contract);
  return envelope;
}
