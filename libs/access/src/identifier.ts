import { JophielError } from '@jophiel/errors';
import type { Identify } from '@jophiel/http';
import type { KnownKeys } from './keys/known-keys.ts';
import type { VerifiedTokens } from './tokens/verified-tokens.ts';

const SCHEME = 'bearer ';

/** Names the caller by the header Authorization (RFC 6750): a service key, or a user token. */
export function identifier({ keys, tokens }: { keys: KnownKeys; tokens?: VerifiedTokens }): Identify {
  return ({ headers: { authorization } }) => {
    if (authorization === undefined)
      throw unauthenticated('The request has no key. Send the header "Authorization: Bearer <key or token>".');
    const isBearer = authorization.slice(0, SCHEME.length).toLowerCase() === SCHEME;
    const credential = authorization.slice(SCHEME.length).trim();
    if (!isBearer || credential === '' || credential.includes(' '))
      throw unauthenticated('The header Authorization cannot be read. Send "Bearer <key or token>".');
    if (!credential.startsWith('jph_')) {
      if (tokens !== undefined) return tokens.callerOf(credential);
      throw unauthenticated('This is not a service key, and user tokens are not accepted here (TOKEN_ISSUER).');
    }
    const caller = keys.callerOf(credential);
    if (caller === undefined) throw unauthenticated('The key is unknown, revoked or expired. Use another one.');
    return caller;
  };
}

function unauthenticated(message: string): JophielError {
  return new JophielError('UNAUTHENTICATED', message);
}
