import { nearestBounds, type NearestBody } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';

/** What the ids of a platform are. */
export type IdType = DomainDefinition['ids'];

/** A message of NATS has a megabyte at most, as its servers are set unless somebody changes it. */
const MAX_BYTES = 1_048_576;
/** Of an id in an answer, with its comma: 2^53 has sixteen digits, a UUID 36 characters and quotes. */
const BYTES_PER_ID: Readonly<Record<IdType, number>> = { integer: 17, string: 39 };
/** What surrounds the queries, or the answers. */
const FRAME_BYTES = 1_024;
/** What surrounds the ids of one answer. */
const LIST_BYTES = 3;

/** A body that asks for ids, of queries that are JSON already. */
export function idsBody(layout: string, queries: readonly string[]): string {
  return `{"layout":${JSON.stringify(layout)},"form":"ids","queries":[${queries.join(',')}]}`;
}

/** The bodies that ask all queries, in their order: as few as there can be when each, and its answer, is to fit a message. */
export function messagesOf({ layout, queries }: Pick<NearestBody, 'layout' | 'queries'>, idType: IdType): string[] {
  const messages: string[] = [];
  let [texts, asking, answering] = [[] as string[], FRAME_BYTES, FRAME_BYTES];
  for (const query of queries) {
    const text = JSON.stringify(query);
    const [more, moreAnswer] = [Buffer.byteLength(text) + 1, query.k * BYTES_PER_ID[idType] + LIST_BYTES];
    const isFull = asking + more > MAX_BYTES || answering + moreAnswer > MAX_BYTES;
    if (texts.length > 0 && (isFull || texts.length === nearestBounds.queries)) {
      messages.push(idsBody(layout, texts));
      [texts, asking, answering] = [[], FRAME_BYTES, FRAME_BYTES];
    }
    texts.push(text);
    asking += more;
    answering += moreAnswer;
  }
  if (texts.length > 0) messages.push(idsBody(layout, texts));
  return messages;
}
