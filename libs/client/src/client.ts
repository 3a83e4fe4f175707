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

/** An id as the platform writes it: an integer, or a text. */
export type Id = number | string;

export interface ClientOptions {
  /** Where feeds are read, as `http://127.0.0.1:8789`. */
  readonly feedApi: string;
  /** Where events are sent, as `http://127.0.0.1:8790`. */
  readonly ingestion: string;
  /** Names the sender in every event. */
  readonly source?: string;
  /** Sent with every request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often a service that is unavailable is asked again; 5 times by default. */
  readonly retries?: number;
  readonly fetch?: typeof fetch;
}

interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

interface Filterable {
  /** By features of the definition, such as `{ genre: 'trap,drill', tempo: '120..130' }`. */
  readonly filters?: Readonly<Record<string, string>>;
}

export type FeedOptions = FeedQuery & Filterable & Cancellable;

/**
 * Everything that a platform asks of Jophiel, typed by its contracts. Whatever is no success is thrown: a
 * `JophielProblem` with a stable code for what a service says, a `TypeError` where none answers.
 */
export class JophielClient {
  readonly #options: ClientOptions;
  readonly #way: Way;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#way = {
      fetch: options.fetch ?? fetch,
      headers: options.headers ?? {},
      retries: options.retries ?? 5,
    };
  }

  /** One page of the feed of a user, the best samples first. */
  async feed(userId: Id, { signal, filters, ...query }: FeedOptions = {}): Promise<FeedAnswer> {
    return this.#read(`/v1/feed/${encodeURIComponent(userId)}`, { ...filters, ...query }, { signal });
  }

  /** The same with the score of each sample, which orders them, and its ScoreFinal. */
  async points(userId: Id, { signal, filters, ...query }: FeedOptions = {}): Promise<FeedPointsAnswer> {
    return this.#read(`/v1/feed/points/${encodeURIComponent(userId)}`, { ...filters, ...query }, { signal });
  }

  /** The samples of a feed one by one, each once, read a page at a time as they are needed. */
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

  /** The version of the feed that is stored, then each new one within moments; comes back by itself after a break. */
  stream(userId: Id, { signal }: Cancellable = {}): AsyncGenerator<FeedStreamMessage> {
    const url = `${this.#options.feedApi}/v1/feed/${encodeURIComponent(userId)}/stream`;
    return followFeed(url, { way: this.#way, signal });
  }

  /** The samples most like one, the most similar first; filters may be relative to it, as `{ tempo: '~5%' }`. */
  async similar(
    sampleId: Id,
    { signal, filters, ...query }: Partial<SimilarQuery> & Filterable & Cancellable = {},
  ): Promise<SimilarAnswer> {
    return this.#read(`/v1/samples/${encodeURIComponent(sampleId)}/similar`, { ...filters, ...query }, { signal });
  }

  /** What goes with a board that events told of; a problem NOT_FOUND for one with nothing on it. */
  async boardIdeas(
    boardId: Id,
    { signal, filters, ...query }: Partial<BoardIdeasQuery> & Filterable & Cancellable = {},
  ): Promise<BoardIdeasAnswer> {
    return this.#read(`/v1/boards/${encodeURIComponent(boardId)}/ideas`, { ...filters, ...query }, { signal });
  }

  /** What goes with any samples. */
  async ideasFor(board: BoardIdeasBody, { signal }: Cancellable = {}): Promise<BoardIdeasAnswer> {
    const url = new URL('/v1/boards/ideas', this.#options.feedApi).href;
    const headers = { 'content-type': 'application/json' };
    const response = await ask(url, { method: 'POST', headers, body: JSON.stringify(board), signal }, this.#way);
    return (await response.json()) as BoardIdeasAnswer;
  }

  /** Samples by what is said of them, mixed with what suits the user. */
  async search({
    signal,
    ...query
  }: Partial<SearchQuery> & Pick<SearchQuery, 'q'> & Cancellable): Promise<SearchAnswer> {
    return this.#read('/v1/search', query, { signal });
  }

  /** What a user likes and avoids, in the words of the platform; a problem NOT_FOUND for who has no taste yet. */
  async taste(userId: Id, { signal }: Cancellable = {}): Promise<TasteAnswer> {
    return this.#read(`/v1/taste/${encodeURIComponent(userId)}`, {}, { signal });
  }

  /** Why a sample stands where it does in the feed of a user, or why it is not there. */
  async why(userId: Id, sampleId: Id, { signal }: Cancellable = {}): Promise<WhyAnswer> {
    const path = `/v1/feed/${encodeURIComponent(userId)}/why/${encodeURIComponent(sampleId)}`;
    return this.#read(path, {}, { signal });
  }

  /** Sends events, however many; each counts once although a batch may be sent again. */
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
