import type { ServerResponse } from 'node:http';

/** A client that does not read is disconnected: memory stays bounded, and it reconnects to the newest version. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** One stream of server-sent events (WHATWG HTML, section 9.2). */
export class EventStream {
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
      // Otherwise a buffering proxy would delay events.
      'x-accel-buffering': 'no',
    });
    response.socket?.setNoDelay(true);
    response.write('retry: 1000\n\n');
  }

  send(event: string, id: string, data: unknown): void {
    this.#write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends a comment, by which both sides notice a broken connection. */
  beat(): void {
    this.#write(': beat\n\n');
  }

  /** The first call lets the client read the end; the second one disconnects it. */
  end(): void {
    if (this.#response.writableEnded) this.#response.destroy();
    else this.#response.end();
  }

  #write(text: string): void {
    // The stream is ending. Its client gets the newest version after it reconnects.
    if (this.#response.writableEnded) return;
    if (this.#response.writableLength > MAX_UNREAD_BYTES) this.#response.destroy();
    else this.#response.write(text);
  }
}
