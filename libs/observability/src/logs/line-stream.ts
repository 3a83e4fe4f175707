import pino from 'pino';

export type LineStream = ReturnType<typeof pino.destination>;

/** What a process that is killed loses of its log, at most; one that ends by itself, even by an error, loses nothing. */
const FLUSH_EVERY_MS = 100;
const FLUSH_AT_BYTES = 8_192;

/** Writes lines whole, many at once: a write of its own for each costs as much as many an event that it tells of. */
export function lineStreamTo(fd: number): LineStream {
  const stream = pino.destination({
    dest: fd,
    sync: false,
    minLength: FLUSH_AT_BYTES,
    periodicFlush: FLUSH_EVERY_MS,
  });
  // A full disk or a console that has gone must not end the service.
  stream.on('error', () => {});
  return stream;
}
