import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

export const VectorizerSettings = Type.Object({
  ...commonSettings,
  VECTORIZER_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8791,
    description: 'Port of the vectorizer: health, metrics and the terms of the catalogue.',
  }),
});
