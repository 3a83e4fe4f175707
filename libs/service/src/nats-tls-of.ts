import type { NatsTls } from '@jophiel/nats';
import type { CommonSettings } from './common-settings.ts';

type TlsSettings = Pick<CommonSettings, 'NATS_TLS_CA_FILE' | 'NATS_TLS_CERT_FILE' | 'NATS_TLS_KEY_FILE'>;

/** The files for TLS; undefined when none is set. */
export function natsTlsOf(settings: TlsSettings): NatsTls | undefined {
  const files = {
    caFile: settings.NATS_TLS_CA_FILE,
    certFile: settings.NATS_TLS_CERT_FILE,
    keyFile: settings.NATS_TLS_KEY_FILE,
  };
  return Object.values(files).every((file) => file === undefined) ? undefined : files;
}
