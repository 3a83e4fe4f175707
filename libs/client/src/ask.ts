import { JophielProblem } from './problem.ts';

/** How requests are sent. */
export interface Way {
  readonly fetch: typeof fetch;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string | (() => string | Promise<string>) | undefined;
  /** Retries while a service is unavailable. */
  readonly retries: number;
}

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** First pause when the server names none; it doubles with each retry. */
const FIRST_PAUSE_MS = 500;

/**
 * Sends a request and retries while the service is unavailable, after the time in Retry-After.
 * @throws JophielProblem for an error answer, TypeError when nothing answers
 */
export async function ask(url: string, { headers, ...init }: Asked, way: Way): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const sent = { ...way.headers, ...(await authorizationOf(way)), ...headers };
    const response = await way.fetch(url, { ...definedOf(init), headers: sent });
    if (response.ok) return response;
    if (response.status !== 503 || attempt >= way.retries) throw await JophielProblem.of(response);
    await response.body?.cancel();
    await pause(pauseOf(response.headers.get('retry-after'), attempt), init.signal);
  }
}

async function authorizationOf({ key }: Way): Promise<Record<string, string>> {
  if (key === undefined) return {};
  return { authorization: `Bearer ${typeof key === 'string' ? key : await key()}` };
}

export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

function pauseOf(retryAfter: string | null, attempt: number): number {
  const seconds = Number(retryAfter);
  return retryAfter !== null && Number.isFinite(seconds) ? seconds * 1_000 : FIRST_PAUSE_MS * 2 ** attempt;
}

function definedOf(init: Omit<Asked, 'headers'>): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([, value]) => value !== undefined));
}
