import { JophielError } from '@jophiel/errors';
import { fingerprint, FINGERPRINT_BYTES } from './fingerprint.ts';

/** A walk through a feed that may change between two steps: all there is to know of it, so that nobody has to keep it. */
export interface Walk {
  /** The version of the feed that the walk began with; 0 for one that is nobody's own. */
  readonly begunWith: number;
  /** How many pages were handed out. */
  readonly pages: number;
  /** Fingerprints of the samples that were handed out. */
  readonly handedOut: ReadonlySet<number>;
}

/** A walk ends after so many samples, so that its cursor still fits into an address; it is the largest feed there is. */
export const LONGEST_WALK = 1_000;

const FORMAT = 1;
/** Format, whose walk through what, version, pages. */
const HEAD_BYTES = 1 + FINGERPRINT_BYTES + 6 + 2;
const MAX_PAGES = 0xffff;

/**
 * Writes a walk as a text for addresses: base64url of format, binding, version, pages and the fingerprints.
 * @param binding whose feed it is, and all that chooses from it
 */
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

/**
 * @param path JSON pointer to where the request has the text
 * @throws JophielError CURSOR_INVALID for a text that this never wrote, or wrote for another binding
 */
export function readCursor(text: string, { binding, path }: { readonly binding: string; readonly path: string }): Walk {
  const bytes = Buffer.from(text, 'base64url');
  const samples = (bytes.length - HEAD_BYTES) / FINGERPRINT_BYTES;
  const isWhole = Number.isInteger(samples) && samples >= 0 && samples <= LONGEST_WALK;
  // Node overlooks what is no base64url.
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
