import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { JophielError } from '@jophiel/errors';
import { isLoopback } from '@jophiel/http';
import { parseKeySet } from './issuer-keys.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;

/** @throws JophielError SETTING_INVALID for a file that cannot be read, or that has no key set */
export function requireKeySet(path: string): void {
  try {
    parseKeySet(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new JophielError('SETTING_INVALID', `TOKEN_KEYS_FILE=${path} cannot be used: ${(cause as Error).message}`, {
      cause,
    });
  }
}

export function keySetInFile(path: string): () => Promise<string> {
  return async () => readFile(path, 'utf8');
}

/**
 * Asks the issuer for its key set. It follows no redirect, and reads at most 64 KiB within 5 s.
 * @throws JophielError SETTING_INVALID for a URL that is not https, unless it is on loopback
 */
export function keySetAt(url: string): () => Promise<string> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname.replaceAll(/[[\]]/g, ''))))
    throw new JophielError('SETTING_INVALID', `TOKEN_JWKS_URL must begin with https:// (it is ${url}).`);
  return async () => {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body!) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new Error(`${url} answered more than ${MAX_BYTES} bytes.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  };
}
