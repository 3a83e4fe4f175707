import Type, { type Static } from 'typebox';

/** Settings of every service about who may use it. */
export const accessSettings = {
  ACCESS: Type.Enum(['on', 'off'], {
    default: 'on',
    description:
      'Whether requests need a key or a token. off is for tests on loopback: a service that listens beyond it refuses to start.',
  }),
  ACCESS_KEYS_KEPT_MINUTES: Type.Integer({
    minimum: 1,
    maximum: 10_080,
    default: 60,
    description:
      'How long the keys that were read last count while PostgreSQL does not answer. Then every request is answered 503.',
  }),
  TOKEN_ISSUER: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'Who makes user tokens: their claim iss. Without it no token is accepted. Needs TOKEN_KEYS_FILE or TOKEN_JWKS_URL.',
    }),
  ),
  TOKEN_AUDIENCE: Type.String({
    minLength: 1,
    default: 'jophiel',
    description: 'For whom user tokens are made: their claim aud.',
  }),
  TOKEN_KEYS_FILE: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'A file with the public keys of the issuer of tokens, as a JSON Web Key Set.',
    }),
  ),
  TOKEN_JWKS_URL: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'Where the issuer serves its key set, instead of TOKEN_KEYS_FILE. It must begin with https://.',
    }),
  ),
} as const;

export const AccessSettings = Type.Object(accessSettings);
export type AccessSettings = Static<typeof AccessSettings>;
