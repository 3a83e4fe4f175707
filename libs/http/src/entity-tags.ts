import { createHash } from 'node:crypto';
import type { Server } from './server-types.ts';

/** May be kept, by the client alone, and is asked about each time: `If-None-Match` makes that cheap. */
const REVALIDATE = 'private, no-cache';

/**
 * Gives every answer to GET an entity tag, and answers 304 to who has it already (RFC 9110, section 13.1.2). A route
 * that knows the version of what it answers sets the tag itself; for the others it is a hash of the body. Tags are weak,
 * because the same answer may be sent compressed.
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

/** @param state whatever determines the answer */
export function weakTag(state: string | Buffer): string {
  return `W/"${createHash('sha1').update(state).digest('base64url')}"`;
}

function isKnown(tag: string, known: string | undefined): boolean {
  if (known === undefined) return false;
  if (known === tag) return true;
  return known.split(',').some((one) => one.trim() === '*' || opaque(one.trim()) === opaque(tag));
}

/** Weak comparison: a tag without the sign of its weakness. */
function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
