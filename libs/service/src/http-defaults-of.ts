import type { Manners } from '@jophiel/http';
import type { CommonSettings } from './common-settings.ts';

/** How a server behaves towards its clients, as the settings say. */
export function mannersOf(settings: CommonSettings): Manners {
  return {
    compressFromBytes: settings.HTTP_COMPRESS ? settings.HTTP_COMPRESS_FROM_BYTES : undefined,
    origins: settings.HTTP_ORIGINS?.split(',') ?? [],
  };
}
