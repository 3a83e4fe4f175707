import { nearestBounds, type NearestBody } from '@jophiel/contracts';

/** A message of NATS has a megabyte at most, as its servers are set unless somebody changes it. */
const MOST_BYTES = 1_048_576;
/** Of a sample in an answer, score and id: as much as a UUID needs and some more. */
const BYTES_PER_SAMPLE = 64;
/** What surrounds the queries or the answers. */
const FRAME_BYTES = 1_024;

/** A body that asks for an answer in columns, of queries that are JSON already. */
export function columnsBody(layout: string, queries: readonly string[]): string {
  return `{"layout":${JSON.stringify(layout)},"form":"columns","queries":[${queries.join(',')}]}`;
}

/** The bodies that ask all queries, in their order: as few as there can be when each, and its answer, is to fit a message. */
export function messagesOf({ layout, queries }: Pick<NearestBody, 'layout' | 'queries'>): string[] {
  const messages: string[] = [];
  let [texts, asking, answering] = [[] as string[], FRAME_BYTES, FRAME_BYTES];
  for (const query of queries) {
    const text = JSON.stringify(query);
    const [more, moreAnswer] = [Buffer.byteLength(text), query.k * BYTES_PER_SAMPLE];
    const isFull = asking + more > MOST_BYTES || answering + moreAnswer > MOST_BYTES;
    if (texts.length > 0 && (isFull || texts.length === nearestBounds.queries)) {
      messages.push(columnsBody(layout, texts));
      [texts, asking, answering] = [[], FRAME_BYTES, FRAME_BYTES];
    }
    texts.push(text);
    asking += more;
    answering += moreAnswer;
  }
  if (texts.length > 0) messages.push(columnsBody(layout, texts));
  return messages;
}
