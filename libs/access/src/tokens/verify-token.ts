import { JophielError } from '@jophiel/errors';
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

export interface TokenRules {
  /** The only accepted `iss`. */
  readonly issuer: string;
  /** The only accepted `aud`. */
  readonly audience: string;
  readonly findKey: JWTVerifyGetKey;
  readonly now: () => number;
}

export interface VerifiedToken {
  /** The claim `sub`. */
  readonly userId: string;
  /** ms since 1970 */
  readonly expiresAt: number;
}

/** None of them can be forged with a public key as the secret, as HS256 can. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'RS256'];
const SKEW_S = 30;
const MAX_LIFETIME_S = 3_600;

/**
 * Verifies a user token (JWT, RFC 7519): signature, issuer, audience, expiry, and a lifetime of at most an hour. Keys come
 * from the configured set only: `jku`, `x5u` and `jwk` in the header are ignored.
 * @throws JophielError UNAUTHENTICATED with the reason; SERVICE_UNAVAILABLE while the issuer's keys are unknown
 */
export async function verifyToken(
  token: string,
  { issuer, audience, findKey, now }: TokenRules,
): Promise<VerifiedToken> {
  const at = now();
  const { payload, protectedHeader } = await jwtVerify(token, findKey, {
    algorithms: ALGORITHMS,
    issuer,
    audience,
    requiredClaims: ['exp', 'sub'],
    clockTolerance: SKEW_S,
    currentDate: new Date(at),
  }).catch((cause: unknown) => {
    if (cause instanceof errors.JOSEError) throw refused(cause.message, cause);
    throw cause;
  });
  if (protectedHeader.kid === undefined) throw refused('its header has no kid');
  if (typeof payload.sub !== 'string' || payload.sub === '') throw refused('"sub" must be the id of a user, as text');
  if (typeof payload.aud !== 'string') throw refused(`"aud" must be "${audience}" alone`);
  const begunAt = payload.iat ?? payload.nbf ?? at / 1_000;
  if (payload.exp! - begunAt > MAX_LIFETIME_S || payload.exp! - at / 1_000 > MAX_LIFETIME_S + SKEW_S)
    throw refused(`it is valid for more than ${MAX_LIFETIME_S} s`);
  return { userId: payload.sub, expiresAt: payload.exp! * 1_000 };
}

function refused(reason: string, cause?: unknown): JophielError {
  return new JophielError('UNAUTHENTICATED', `The token is refused: ${reason}. Get a new one.`, { cause });
}
