import { hash } from 'node:crypto';

/** A UUID derived from a text, so that a repeat gets the same id (RFC 9562, version 8). */
export function idFrom(text: string): string {
  const bytes = hash('sha256', text, 'buffer').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return withDashes(bytes.toString('hex'));
}

/** @param id a UUID with or without dashes @returns it in lower case, with dashes */
export function canonicalId(id: string): string {
  return withDashes(id.replaceAll('-', '').toLowerCase());
}

function withDashes(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
