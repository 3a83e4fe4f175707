import type { Delivery } from '@jophiel/transport';
import type { JsMsg } from '@nats-io/jetstream';

/** Far below the ack wait, so that a message does not come again while this process still works on it. */
const KEEP_ALIVE_MS = 4_000;

/** The messages on loan to one subscription: handed out in order, and kept from expiring until each is answered. */
export class DeliveryQueue {
  readonly #mostHeld: number;
  readonly #outstanding = new Set<JsMsg>();
  readonly #timer: NodeJS.Timeout;
  #waiting: JsMsg[] = [];
  #wake: (() => void) | undefined;
  #wakeFetcher: (() => void) | undefined;
  #stopped = false;

  /** @param mostHeld messages that may be on loan at a time */
  constructor(mostHeld: number) {
    this.#mostHeld = mostHeld;
    this.#timer = setInterval(() => {
      for (const message of this.#outstanding) message.working();
    }, KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  /** Waits until more may be on loan, and says how many more; 0 once it is stopped. */
  async room(): Promise<number> {
    while (this.#outstanding.size >= this.#mostHeld && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wakeFetcher = resolve;
      });
    }
    return this.#stopped ? 0 : this.#mostHeld - this.#outstanding.size;
  }

  push(message: JsMsg): void {
    this.#outstanding.add(message);
    this.#waiting.push(message);
    this.#wake?.();
  }

  async next(most: number): Promise<Delivery[]> {
    while (this.#waiting.length === 0 && !this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#waiting.splice(0, most).map((message) => this.#delivery(message));
  }

  /** What is already here is still handed out; then `next` returns nothing. */
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
