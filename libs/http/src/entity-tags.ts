import { createHash } from 'node:crypto';
import type { Server } from './server-types.ts';

/** Only the client may cache the answer, and must revalidate it; `If-None-Match` makes that cheap. */
const REVALIDATE = 'private, no-cache';

/**
 * Gives every answer to GET an entity tag, and answers 304 to a client that has it (RFC 9110, section 13.1.2). A route
 * that knows the version of its answer sets the tag; otherwise the tag is a hash of the body. Tags are weak, because an
 * answer may be compressed.
 */
export function tagAnswers(server: Server): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || reply.statusCode !== 200) return done();
    const own = reply.getHeader('etag');
    if (own === undefined && typeof payload !== 'string' && !Buffer.isBuffer(payload)) return done();
    const tag = typeof own === 'string' ? own : weakTag(payload as string | Buffer);
    if (tag !== own) reply.header('etag', tag);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', REVALIDATE);
    if (!isKnown(tag, request.headers['if-none-match'])) return done();
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

/** @param state everything that determines the answer */
export function weakTag(state: string | Buffer): string {
  return `W/"${createHash('sha1').update(state).digest('base64url')}"`;
}

function isKnown(tag: string, known: string | undefined): boolean {
  if (known === undefined) return false;
  if (known === tag) return true;
  return known.split(',').some((one) => one.trim() === '*' || opaque(one.trim()) === opaque(tag));
}

/** A tag without its weakness mark, for weak comparison. */
function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
