import { fetchWithKey } from '@jophiel/local';
const TIMEOUT_MS = 30_000;

/** Reads a feed's stream and waits for versions. */
export class StreamClient {
  readonly #controller = new AbortController();
  #latest = 0;
  #waiting: { readonly version: number; readonly resolve: (at: number) => void }[] = [];
  #ended: string | undefined;

  static async open(url: string): Promise<StreamClient> {
    const client = new StreamClient();
    const response = await fetchWithKey(url, { signal: client.#controller.signal });
    void client.#read(response.body!);
    return client;
  }

  get latest(): number {
    return this.#latest;
  }

  /** Waits for this or a later version. @returns its time (performance.now) @throws Error after the timeout */
  async version(version: number, timeoutMs = TIMEOUT_MS): Promise<number> {
    if (this.#latest >= version) return performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        const stream = this.#ended === undefined ? 'the stream is open' : `the stream has ended: ${this.#ended}`;
        reject(
          new Error(`Version ${version} did not come within ${timeoutMs} ms; the latest is ${this.#latest}, ${stream}`),
        );
      }, timeoutMs);
      const waiting = {
        version,
        resolve: (at: number) => {
          clearTimeout(timer);
          resolve(at);
        },
      };
      this.#waiting.push(waiting);
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
      this.#ended = 'the server closed it';
    } catch (error) {
      this.#ended = String(error);
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
