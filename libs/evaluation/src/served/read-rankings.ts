import { JophielError } from '@jophiel/errors';
import type { Split } from '../split.ts';

export interface ReadOptions {
  /** URL of the feed API. */
  readonly url: string;
  readonly kind: 'feeds' | 'ideas';
  /** Sent with every request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Places of a ranking, at most 100. */
  readonly k: number;
  readonly onProgress?: (users: number) => void;
}

const AT_ONCE = 8;

/**
 * Reads what is served: of each user the first k of the feed, or of the ideas for the board that has the user's id. A user
 * without a board gets an empty ranking.
 * @returns numbers of the split's items by number of the user
 * @throws JophielError INTERNAL when an item is served that the split lacks
 * @throws JophielError SERVICE_UNAVAILABLE when an answer is neither 200 nor, of a board, 404
 */
export async function readRankings(
  { users, items }: Pick<Split, 'users' | 'items'>,
  asked: readonly number[],
  { url, kind, k, headers = {}, onProgress = () => {} }: ReadOptions,
): Promise<Map<number, Uint32Array>> {
  const itemAt = new Map(items.map((id, index) => [id, index]));
  const rankings = new Map<number, Uint32Array>();
  let next = 0;
  const work = async () => {
    while (next < asked.length) {
      const user = asked[next++]!;
      const id = encodeURIComponent(users[user]!);
      const path = kind === 'feeds' ? `/v1/feed/${id}?per_page=${k}` : `/v1/boards/${id}/ideas?limit=${k}`;
      const numbers = (await idsAt(url + path, kind, headers)).map(
        (item) => itemAt.get(item) ?? unknownItem(url + path, item),
      );
      rankings.set(user, Uint32Array.from(numbers));
      onProgress(rankings.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return rankings;
}

function unknownItem(url: string, item: string): never {
  throw new JophielError(
    'INTERNAL',
    `${url} has the item ${item}, which the data set lacks; give each data set a system of its own.`,
  );
}

async function idsAt(
  url: string,
  kind: 'feeds' | 'ideas',
  headers: Readonly<Record<string, string>>,
): Promise<string[]> {
  const response = await fetch(url, { headers });
  if (kind === 'ideas' && response.status === 404) return [];
  if (response.status !== 200)
    throw new JophielError('SERVICE_UNAVAILABLE', `${url} answered ${response.status}: ${await response.text()}`);
  const body = (await response.json()) as {
    sample_ids?: (string | number)[];
    samples?: { sample_id: string | number }[];
  };
  return (body.sample_ids ?? body.samples!.map(({ sample_id }) => sample_id)).map(String);
}
