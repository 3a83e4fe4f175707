import { readFileSync } from 'node:fs';
import { JophielError } from '@jophiel/errors';
import { readKeySettings } from './config.ts';
import { developmentKeyFile, findStack } from './stack.ts';

/** Keys of systems that this process started, by the origin of each service. */
const started = new Map<string, string>();

/** Remembers the key of services that this process started. */
export function rememberKey(urls: readonly string[], key: string): void {
  for (const url of urls) started.set(new URL(url).origin, key);
}

/**
 * The header for a request to a service: JOPHIEL_KEY, else what is in the file JOPHIEL_KEY_FILE, else the key that npm start
 * made. It is sent to Jophiel's own services only; others get JOPHIEL_FROM_KEY.
 * @throws JophielError SETTING_INVALID for a file that cannot be read
 */
export function keyHeaders(url: string): Record<string, string> {
  const key = keyFor(new URL(url).origin);
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** `fetch` with that header. */
export async function fetchWithKey(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(keyHeaders(url))) headers.set(name, value);
  return fetch(url, { ...init, headers });
}

function keyFor(origin: string): string | undefined {
  const known = started.get(origin);
  if (known !== undefined) return known;
  const settings = readKeySettings(process.env);
  const isOurs = Object.values(findStack().services).some((service) => new URL(service).origin === origin);
  if (!isOurs) return settings.JOPHIEL_FROM_KEY;
  if (settings.JOPHIEL_KEY !== undefined) return settings.JOPHIEL_KEY;
  return settings.JOPHIEL_KEY_FILE === undefined ? developmentKey() : keyIn(settings.JOPHIEL_KEY_FILE);
}

function developmentKey(): string | undefined {
  const file = developmentKeyFile();
  return file === undefined ? undefined : keyIn(file);
}

function keyIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new JophielError('SETTING_INVALID', `The key cannot be read from ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
