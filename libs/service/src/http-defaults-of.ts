import { isLoopback, type HttpDefaults, type Rates } from '@jophiel/http';
import type { CommonSettings } from './common-settings.ts';

/** On loopback all requests come from this machine, or from a proxy that has limits of its own. */
const BEYOND_LOOPBACK: Rates = { key: 5_000, user: 50 };

/** @param name of the service, by which containers and clusters reach it */
export function httpDefaultsOf(settings: CommonSettings, name: string): HttpDefaults {
  return {
    compressFromBytes: settings.HTTP_COMPRESS ? settings.HTTP_COMPRESS_FROM_BYTES : undefined,
    origins: settings.HTTP_ORIGINS?.split(',') ?? [],
    hosts: [name, settings.HOST, ...(settings.HTTP_HOSTS?.split(',') ?? []), ...publicHosts(settings)],
    rates: ratesOf(isLoopback(settings.HOST), settings.HTTP_RATE_KEY, settings.HTTP_RATE_USER),
  };
}

/** The hosts of the addresses by which clients reach a service. */
function publicHosts(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    key.endsWith('_PUBLIC_URL') && typeof value === 'string' ? [new URL(value).hostname] : [],
  );
}

/** 0 is no limit. */
function ratesOf(isOnLoopback: boolean, key: number | undefined, user: number | undefined): Rates | undefined {
  const preset = isOnLoopback ? { key: 0, user: 0 } : BEYOND_LOOPBACK;
  const rates = { key: key ?? preset.key, user: user ?? preset.user };
  if (rates.key === 0 && rates.user === 0) return undefined;
  return { key: rates.key || Infinity, user: rates.user || Infinity };
}
