import { Readable } from 'node:stream';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { JophielError } from '@jophiel/errors';
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import type { Server } from './server-types.ts';

type Unpack = typeof gunzip;

/** By the names of RFC 9110, section 8.4.1. */
const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  br: brotliDecompress,
  deflate: inflate,
};
const ACCEPTED = 'gzip, br, deflate';

/** Reads compressed request bodies. The route's limit counts before unpacking and after it. */
export function readEncodedBodies(server: Server): void {
  server.addHook('preParsing', (request, reply, payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return done(null, payload);
    const unpack = unpackers[encoding.trim().toLowerCase()];
    if (unpack === undefined) return done(unknown(encoding, reply));
    void readUnpacked({ request, payload, unpack, encoding }, done);
  });
}

function unknown(encoding: string, reply: FastifyReply): JophielError {
  // RFC 7694: by this header a client learns what it may send.
  reply.header('accept-encoding', ACCEPTED);
  return new JophielError(
    'MEDIA_TYPE_UNSUPPORTED',
    `A body encoded as "${encoding.slice(0, 100)}" cannot be read; accepted are ${ACCEPTED}, or no encoding.`,
  );
}

interface Encoded {
  readonly request: FastifyRequest;
  readonly payload: RequestPayload;
  readonly unpack: Unpack;
  readonly encoding: string;
}

async function readUnpacked(encoded: Encoded, done: (error: Error | null, body?: RequestPayload) => void) {
  let body: RequestPayload;
  try {
    body = await unpacked(encoded);
  } catch (error) {
    return done(error as Error);
  }
  return done(null, body);
}

async function unpacked({ request, payload, unpack, encoding }: Encoded): Promise<RequestPayload> {
  const limit = request.routeOptions.bodyLimit;
  const tooLarge = () => new JophielError('BODY_TOO_LARGE', `The body has more than ${limit} bytes.`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  const body = await new Promise<Buffer>((resolve, reject) => {
    // The limit ends the unpacking itself: a small body may hold gigabytes.
    unpack(Buffer.concat(chunks), { maxOutputLength: limit }, (error, result) => {
      if (error === null) resolve(result);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge());
      else reject(new JophielError('BODY_UNREADABLE', `The body is not ${encoding}: ${error.message}.`));
    });
  });
  // Fastify compares it with the header Content-Length.
  return Object.assign(Readable.from([body]), { receivedEncodedLength: length });
}
