import { JophielError } from '@jophiel/errors';
import { fingerprint, FINGERPRINT_BYTES } from './fingerprint.ts';

/** The state of a walk through a feed that may change. The cursor carries all of it, so the server stores nothing. */
export interface Walk {
  readonly begunWith: number;
  readonly pages: number;
  /** Fingerprints of the samples. */
  readonly handedOut: ReadonlySet<number>;
}

/** The largest feed there is. A cursor of this many samples still fits into a URL. */
export const MAX_WALK = 1_000;

const FORMAT = 1;
const HEAD_BYTES = 1 + FINGERPRINT_BYTES + 6 + 2;
const MAX_PAGES = 0xffff;

/** @param binding the user and all parameters that select samples; a cursor is valid only for these */
export function writeCursor({ begunWith, pages, handedOut }: Walk, binding: string): string {
  const bytes = Buffer.alloc(HEAD_BYTES + FINGERPRINT_BYTES * handedOut.size);
  bytes.writeUInt8(FORMAT, 0);
  bytes.writeUIntBE(fingerprint(binding), 1, FINGERPRINT_BYTES);
  bytes.writeUIntBE(begunWith, 1 + FINGERPRINT_BYTES, 6);
  bytes.writeUInt16BE(Math.min(pages, MAX_PAGES), 1 + FINGERPRINT_BYTES + 6);
  let offset = HEAD_BYTES;
  for (const sample of handedOut) {
    bytes.writeUIntBE(sample, offset, FINGERPRINT_BYTES);
    offset += FINGERPRINT_BYTES;
  }
  return bytes.toString('base64url');
}

/** @throws JophielError CURSOR_INVALID for a text that `writeCursor` did not write for this binding */
export function readCursor(text: string, { binding, path }: { readonly binding: string; readonly path: string }): Walk {
  const bytes = Buffer.from(text, 'base64url');
  const samples = (bytes.length - HEAD_BYTES) / FINGERPRINT_BYTES;
  const isWhole = Number.isInteger(samples) && samples >= 0 && samples <= MAX_WALK;
  // Node ignores characters that are not base64url.
  if (!isWhole || bytes.readUInt8(0) !== FORMAT || bytes.toString('base64url') !== text)
    throw invalid(
      text,
      path,
      'is no cursor of this version; take next_cursor as it came, or begin again without a cursor',
    );
  if (bytes.readUIntBE(1, FINGERPRINT_BYTES) !== fingerprint(binding))
    throw invalid(
      text,
      path,
      'belongs to another user, or to another choice of exclude; repeat that, or begin again without a cursor',
    );
  return {
    begunWith: bytes.readUIntBE(1 + FINGERPRINT_BYTES, 6),
    pages: bytes.readUInt16BE(1 + FINGERPRINT_BYTES + 6),
    handedOut: new Set(
      Array.from({ length: samples }, (_, index) =>
        bytes.readUIntBE(HEAD_BYTES + index * FINGERPRINT_BYTES, FINGERPRINT_BYTES),
      ),
    ),
  };
}

const SHOWN = 40;

function invalid(text: string, path: string, problem: string): JophielError {
  const value = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  return new JophielError('CURSOR_INVALID', `The cursor ${problem}.`, {
    faults: [{ path, problem, value }],
  });
}
