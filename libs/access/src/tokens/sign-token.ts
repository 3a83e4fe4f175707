import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

const ALGORITHM = 'EdDSA';

export interface SigningKey {
  /** Private; for `signToken`. */
  readonly privateKey: JWK;
  /** The set with its public part, for TOKEN_KEYS_FILE. */
  readonly keySet: { readonly keys: readonly JWK[] };
}

/** A new Ed25519 key to sign tokens with. @param kid its id in the header of each token */
export async function makeSigningKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const about = { kid, alg: ALGORITHM, use: 'sig' };
  return {
    privateKey: { ...(await exportJWK(privateKey)), ...about },
    keySet: { keys: [{ ...(await exportJWK(publicKey)), ...about }] },
  };
}

export interface TokenRequest {
  readonly userId: string;
  readonly issuer: string;
  readonly audience: string;
  readonly seconds: number;
}

/** A user token, as a platform would make it. */
export async function signToken(privateKey: JWK, { userId, issuer, audience, seconds }: TokenRequest): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, kid: privateKey.kid! })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(await importJWK(privateKey, ALGORITHM));
}
