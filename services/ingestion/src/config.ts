import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

export const IngestionSettings = Type.Object({
  ...commonSettings,
  INGESTION_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8790,
    description: 'Port of the ingestion service, which accepts events.',
  }),
  INGESTION_BODY_LIMIT_BYTES: Type.Integer({
    minimum: 1024,
    default: 33_554_432,
    description: 'Maximum size of a request body, in bytes.',
  }),
  INGESTION_USER_EVENTS: Type.Boolean({
    default: false,
    description: 'Whether user tokens may send interactions of their user, from an app or a page.',
  }),
});
