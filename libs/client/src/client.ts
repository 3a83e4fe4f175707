import type {
  BoardIdeasAnswer,
  BoardIdeasBody,
  BoardIdeasQuery,
  FeedAnswer,
  FeedPointsAnswer,
  FeedQuery,
  FeedStreamMessage,
  SearchAnswer,
  SearchQuery,
  SimilarAnswer,
  SimilarQuery,
  TasteAnswer,
  WhyAnswer,
} from '@jophiel/contracts';
import { ask, type Way } from './ask.ts';
import { followFeed } from './follow-feed.ts';
import { type NewEvent, sendEvents, type SendReport } from './send-events.ts';

/** An id of the platform: an integer or a text. */
export type Id = number | string;

export interface ClientOptions {
  /** URL of the feed API, such as `http://127.0.0.1:8789`. */
  readonly feedApi: string;
  /** URL of ingestion, such as `http://127.0.0.1:8790`. */
  readonly ingestion: string;
  /** Name of the sender in every event. */
  readonly source?: string;
  /**
   * A service key, or a token of the user of this app. A function is called for every request, so that it can give a new
   * token before the old one expires. Without it, requests have no key.
   */
  readonly key?: string | (() => string | Promise<string>);
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Retries while a service is unavailable; 5 by default. */
  readonly retries?: number;
  readonly fetch?: typeof fetch;
}

interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

interface Filterable {
  /** By feature of the definition, such as `{ genre: 'trap,drill', tempo: '120..130' }`. */
  readonly filters?: Readonly<Record<string, string>>;
}

export type FeedOptions = FeedQuery & Filterable & Cancellable;

/**
 * The requests of a platform to Jophiel, typed by the contracts. Errors are thrown: a `JophielProblem` with a stable code
 * for an error answer, a `TypeError` when no service answers.
 */
export class JophielClient {
  readonly #options: ClientOptions;
  readonly #way: Way;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#way = {
      fetch: options.fetch ?? fetch,
      headers: options.headers ?? {},
      key: options.key,
      retries: options.retries ?? 5,
    };
  }

  /** A page of a user's feed, the best samples first. */
  async feed(userId: Id, { signal, filters, ...query }: FeedOptions = {}): Promise<FeedAnswer> {
    return this.#read(`/v1/feed/${encodeURIComponent(userId)}`, { ...filters, ...query }, { signal });
  }

  /** The same with the score of each sample, which orders them, and its ScoreFinal. */
  async points(userId: Id, { signal, filters, ...query }: FeedOptions = {}): Promise<FeedPointsAnswer> {
    return this.#read(`/v1/feed/points/${encodeURIComponent(userId)}`, { ...filters, ...query }, { signal });
  }

  /** The samples of a feed, each once; pages are read as needed. */
  async *samples(
    userId: Id,
    { pageSize = 50, exclude, signal }: { pageSize?: number; exclude?: readonly Id[] } & Cancellable = {},
  ): AsyncGenerator<Id> {
    const fixed = { limit: pageSize, ...(exclude === undefined ? {} : { exclude: exclude.join(',') }) };
    let next: { cursor?: string } | undefined = {};
    while (next !== undefined) {
      const page: FeedAnswer = await this.feed(userId, { ...fixed, ...next, signal });
      yield* page.sample_ids;
      next = typeof page.next_cursor === 'string' ? { cursor: page.next_cursor } : undefined;
    }
  }

  /** The stored version of a feed, then each new one. Reconnects by itself. */
  stream(userId: Id, { signal }: Cancellable = {}): AsyncGenerator<FeedStreamMessage> {
    const url = `${this.#options.feedApi}/v1/feed/${encodeURIComponent(userId)}/stream`;
    return followFeed(url, { way: this.#way, signal });
  }

  /** Samples like one, the most similar first. Filters may be relative to it: `{ tempo: '~5%' }`. */
  async similar(
    sampleId: Id,
    { signal, filters, ...query }: Partial<SimilarQuery> & Filterable & Cancellable = {},
  ): Promise<SimilarAnswer> {
    return this.#read(`/v1/samples/${encodeURIComponent(sampleId)}/similar`, { ...filters, ...query }, { signal });
  }

  /** Ideas for a board known from events; NOT_FOUND for an empty one. */
  async boardIdeas(
    boardId: Id,
    { signal, filters, ...query }: Partial<BoardIdeasQuery> & Filterable & Cancellable = {},
  ): Promise<BoardIdeasAnswer> {
    return this.#read(`/v1/boards/${encodeURIComponent(boardId)}/ideas`, { ...filters, ...query }, { signal });
  }

  /** Ideas for any samples. */
  async ideasFor(board: BoardIdeasBody, { signal }: Cancellable = {}): Promise<BoardIdeasAnswer> {
    const url = new URL('/v1/boards/ideas', this.#options.feedApi).href;
    const headers = { 'content-type': 'application/json' };
    const response = await ask(url, { method: 'POST', headers, body: JSON.stringify(board), signal }, this.#way);
    return (await response.json()) as BoardIdeasAnswer;
  }

  /** Samples that match a text, ranked by the match and by the user's taste. */
  async search({
    signal,
    ...query
  }: Partial<SearchQuery> & Pick<SearchQuery, 'q'> & Cancellable): Promise<SearchAnswer> {
    return this.#read('/v1/search', query, { signal });
  }

  /** What a user likes and avoids, in words of the platform; NOT_FOUND for a user without a taste. */
  async taste(userId: Id, { signal }: Cancellable = {}): Promise<TasteAnswer> {
    return this.#read(`/v1/taste/${encodeURIComponent(userId)}`, {}, { signal });
  }

  /** Why a sample is, or is not, in a user's feed. */
  async why(userId: Id, sampleId: Id, { signal }: Cancellable = {}): Promise<WhyAnswer> {
    const path = `/v1/feed/${encodeURIComponent(userId)}/why/${encodeURIComponent(sampleId)}`;
    return this.#read(path, {}, { signal });
  }

  /** Sends any number of events. Each counts once, even if a batch is retried. */
  async send(events: Iterable<NewEvent>, { signal }: Cancellable = {}): Promise<SendReport> {
    const { ingestion, source = 'jophiel.client' } = this.#options;
    return sendEvents(ingestion, events, { way: this.#way, source, signal });
  }

  async #read<Answer>(path: string, query: object, { signal }: Cancellable): Promise<Answer> {
    const url = new URL(path, this.#options.feedApi);
    for (const [name, value] of Object.entries(query) as [string, string | number | undefined][])
      if (value !== undefined) url.searchParams.set(name, String(value));
    const response = await ask(url.href, { signal }, this.#way);
    return (await response.json()) as Answer;
  }
}
