import type { Delivery } from '@jophiel/transport';
import type { JsMsg } from '@nats-io/jetstream';

/** Far below the ack wait, so that a message in work is not redelivered. */
const KEEP_ALIVE_MS = 4_000;

/** The unacked messages of one subscription: delivered in order, and kept alive until each is answered. */
export class DeliveryQueue {
  readonly #maxHeld: number;
  readonly #outstanding = new Set<JsMsg>();
  readonly #timer: NodeJS.Timeout;
  #waiting: JsMsg[] = [];
  #wake: (() => void) | undefined;
  #wakeFetcher: (() => void) | undefined;
  #stopped = false;

  /** @param maxHeld maximum unacked messages */
  constructor(maxHeld: number) {
    this.#maxHeld = maxHeld;
    this.#timer = setInterval(() => {
      for (const message of this.#outstanding) message.working();
    }, KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  /** Waits until more messages may be fetched. @returns how many; 0 once stopped */
  async room(): Promise<number> {
    while (this.#outstanding.size >= this.#maxHeld && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wakeFetcher = resolve;
      });
    }
    return this.#stopped ? 0 : this.#maxHeld - this.#outstanding.size;
  }

  push(message: JsMsg): void {
    this.#outstanding.add(message);
    this.#waiting.push(message);
    this.#wake?.();
  }

  async next(limit: number): Promise<Delivery[]> {
    while (this.#waiting.length === 0 && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#waiting.splice(0, limit).map((message) => this.#delivery(message));
  }

  /** `next` still returns what was fetched, then nothing. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    this.#wakeFetcher?.();
    this.#rest();
  }

  #delivery(message: JsMsg): Delivery {
    return {
      subject: message.subject,
      body: message.data,
      messageId: message.headers?.get('Nats-Msg-Id') || undefined,
      storedAt: message.timestampNanos,
      deliveries: message.info.deliveryCount,
      ack: () => this.#answer(message, () => message.ack()),
      retryIn: (ms) => this.#answer(message, () => message.nak(ms)),
    };
  }

  #answer(message: JsMsg, answer: () => void): void {
    answer();
    this.#outstanding.delete(message);
    this.#wakeFetcher?.();
    this.#rest();
  }

  #rest(): void {
    if (this.#stopped && this.#outstanding.size === 0) clearInterval(this.#timer);
  }
}
