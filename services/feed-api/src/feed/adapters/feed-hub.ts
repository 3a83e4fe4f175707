export interface FeedNews {
  readonly userId: string;
  readonly version: number;
  readonly generatedAt: string;
}

export type FeedListener = (news: FeedNews) => void;

export class FeedHub {
  readonly #listeners = new Map<string, Set<FeedListener>>();

  listen(userId: string, listener: FeedListener): () => void {
    const listeners = this.#listeners.get(userId) ?? new Set();
    this.#listeners.set(userId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(userId) === listeners) this.#listeners.delete(userId);
    };
  }

  listening(userId: string): number {
    return this.#listeners.get(userId)?.size ?? 0;
  }

  tell(news: FeedNews): number {
    const listeners = this.#listeners.get(news.userId) ?? new Set();
    for (const listener of listeners) listener(news);
    return listeners.size;
  }
}
