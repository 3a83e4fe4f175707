import type { HttpDefaults } from '@jophiel/http';
import type { CommonSettings } from './common-settings.ts';

/** How a server behaves towards its clients, as the settings say. */
export function httpDefaultsOf(settings: CommonSettings): HttpDefaults {
  return {
    compressFromBytes: settings.HTTP_COMPRESS ? settings.HTTP_COMPRESS_FROM_BYTES : undefined,
    origins: settings.HTTP_ORIGINS?.split(',') ?? [],
  };
}
