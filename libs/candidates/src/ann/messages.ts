import { nearestBounds, type NearestBody } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';

export type IdType = DomainDefinition['ids'];

/** The default limit of NATS servers. */
const MAX_BYTES = 1_048_576;
/** With a comma: 2^53 has 16 digits, a UUID 36 characters and two quotes. */
const BYTES_PER_ID: Readonly<Record<IdType, number>> = { integer: 17, string: 39 };
/** The JSON around the queries or the answers. */
const FRAME_BYTES = 1_024;
/** The JSON around the ids of one answer. */
const LIST_BYTES = 3;

/** @param queries each one as JSON */
export function idsBody(layout: string, queries: readonly string[]): string {
  return `{"layout":${JSON.stringify(layout)},"form":"ids","queries":[${queries.join(',')}]}`;
}

/**
 * Packs the queries, in their order, into as few bodies as possible. Each body, and its answer, fits into a message.
 */
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
