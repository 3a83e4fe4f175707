import type { HttpDefaults } from '@jophiel/http';
import type { CommonSettings } from './common-settings.ts';

export function httpDefaultsOf(settings: CommonSettings): HttpDefaults {
  return {
    compressFromBytes: settings.HTTP_COMPRESS ? settings.HTTP_COMPRESS_FROM_BYTES : undefined,
    origins: settings.HTTP_ORIGINS?.split(',') ?? [],
  };
}
