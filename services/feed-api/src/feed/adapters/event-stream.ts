import type { ServerResponse } from 'node:http';

/** A client that does not read is let go: it reconnects and gets the newest version, and memory stays bounded. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** One stream of server-sent events (WHATWG HTML, section 9.2). */
export class EventStream {
  /** Epoch ms. */
  readonly openedAt = Date.now();
  readonly #response: ServerResponse;

  constructor(response: ServerResponse, headers: Record<string, string | number | string[] | undefined>) {
    this.#response = response;
    const set = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    response.writeHead(200, {
      ...set,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // A buffering proxy would hold back what should arrive within moments.
      'x-accel-buffering': 'no',
    });
    // Small messages at once, not when enough have gathered.
    response.socket?.setNoDelay(true);
    response.write('retry: 1000\n\n');
  }

  send(event: string, id: string, data: unknown): void {
    this.#write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** A comment, by which both sides notice a connection that is no more. */
  beat(): void {
    this.#write(': beat\n\n');
  }

  /** Politely; who has not read the end by the second time is cut off. */
  end(): void {
    if (this.#response.writableEnded) this.#response.destroy();
    else this.#response.end();
  }

  #write(text: string): void {
    // Who is on the way out is told when they are back.
    if (this.#response.writableEnded) return;
    if (this.#response.writableLength > MAX_UNREAD_BYTES) this.#response.destroy();
    else this.#response.write(text);
  }
}
