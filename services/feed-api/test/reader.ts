import type { FeedAnswer, FeedPointsAnswer } from '@jophiel/contracts';

interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Reads over HTTP, as the platform does. */
export class Reader {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async get<Body>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    const response = await fetch(path.startsWith('http') ? path : this.#url + path, { headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  }

  async feed(user: string, query = ''): Promise<Answer<FeedAnswer>> {
    return this.get(`/v1/feed/${user}${query}`);
  }

  async points(user: string, query = ''): Promise<Answer<FeedPointsAnswer>> {
    return this.get(`/v1/feed/points/${user}${query}`);
  }
}
