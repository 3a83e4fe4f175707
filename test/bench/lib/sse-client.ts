/** Listens to a feed's stream and tells when a version at least this high has come. */
export class StreamClient {
  readonly #controller = new AbortController();
  #latest = 0;
  #waiting: { readonly version: number; readonly resolve: (at: number) => void }[] = [];

  static async open(url: string): Promise<StreamClient> {
    const client = new StreamClient();
    const response = await fetch(url, { signal: client.#controller.signal });
    void client.#read(response.body!);
    return client;
  }

  get latest(): number {
    return this.#latest;
  }

  /** Resolves with the time (performance.now) at which it came. */
  async version(version: number): Promise<number> {
    if (this.#latest >= version) return performance.now();
    return new Promise((resolve) => {
      this.#waiting.push({ version, resolve });
    });
  }

  close(): void {
    this.#controller.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const messages = text.split('\n\n');
        text = messages.pop()!;
        for (const message of messages) this.#take(message);
      }
    } catch {
      // Closed from this side.
    }
  }

  #take(message: string): void {
    const id = /^id: (\d+)$/m.exec(message)?.[1];
    if (id === undefined) return;
    this.#latest = Math.max(this.#latest, Number(id));
    const now = performance.now();
    this.#waiting = this.#waiting.filter(({ version, resolve }) => {
      if (version > this.#latest) return true;
      resolve(now);
      return false;
    });
  }
}
