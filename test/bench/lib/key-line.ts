import { keyHeaders } from '@jophiel/local';

/** The header line with the key of a server, ending with CRLF; empty for a server without a key. */
export function keyLine(url: string): string {
  const { authorization } = keyHeaders(url);
  return authorization === undefined ? '' : `Authorization: ${authorization}\r\n`;
}
