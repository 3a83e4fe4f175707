import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IssuerKeys, type IssuerKeysOptions, parseKeySet } from './issuer-keys.ts';
import { keySetAt } from './read-key-set.ts';
import { makeSigningKey, type SigningKey, signToken } from './sign-token.ts';
import { VerifiedTokens } from './verified-tokens.ts';
import { verifyToken } from './verify-token.ts';

const [ISSUER, AUDIENCE] = ['https://platform.example.org', 'jophiel'];
const asked = { userId: '7', issuer: ISSUER, audience: AUDIENCE, seconds: 600 };
let signing: SigningKey;
let now = Date.now();
beforeAll(async () => {
  signing = await makeSigningKey('one');
});
beforeEach(() => {
  now = Date.now();
});

function issuerKeys(
  read: () => Promise<string>,
  { onChange = () => {}, onFailure = () => {}, refreshMs = 600_000 }: Partial<IssuerKeysOptions> = {},
) {
  return new IssuerKeys({ read, refreshMs, keptMs: 3_600_000, onChange, onFailure, now: () => now });
}
const ours = () => issuerKeys(async () => JSON.stringify(signing.keySet));
const verify = async (token: string, keys = ours()) =>
  verifyToken(token, { issuer: ISSUER, audience: AUDIENCE, findKey: keys.find, now: () => now });

describe('a token', () => {
  test('of the issuer is accepted, with its user and its end', async () => {
    const { userId, expiresAt } = await verify(await signToken(signing.privateKey, asked));
    expect(userId).toBe('7');
    expect(Math.abs(expiresAt - now - 600_000)).toBeLessThan(2_000);
  });

  test.each([
    ['another issuer', { issuer: 'https://elsewhere.example.org' }, /"iss"/],
    ['another audience', { audience: 'somebody' }, /"aud"/],
    ['a longer life than an hour', { seconds: 3_601 }, /more than 3600 s/],
    ['an end in the past', { seconds: -31 }, /"exp"/],
    ['an empty user', { userId: '' }, /"sub"/],
  ])('of %s is refused', async (_, other, reason) => {
    const token = await signToken(signing.privateKey, { ...asked, ...other });
    await expect(verify(token)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(reason),
    });
  });

  const made = async (
    header: Record<string, unknown>,
    payload: Record<string, unknown>,
    key?: Parameters<SignJWT['sign']>[0],
  ) => {
    const at = Math.floor(now / 1_000);
    const claims = { sub: '7', iss: ISSUER, aud: AUDIENCE, iat: at, exp: at + 60, ...payload };
    const own = (await import('jose')).importJWK(signing.privateKey, 'EdDSA');
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'one', ...header }).sign(key ?? (await own));
  };

  test('may end up to 30 s ago, for clocks that differ', async () => {
    expect(await verify(await signToken(signing.privateKey, { ...asked, seconds: -20 }))).toMatchObject({
      userId: '7',
    });
  });

  test.each([
    ['no end', { exp: undefined }],
    ['no user', { sub: undefined }],
    ['a user who is a number', { sub: 7 }],
    ['several audiences', { aud: [AUDIENCE, 'somebody'] }],
    [
      'a time of issue in the future, to seem short',
      { iat: Math.floor(Date.now() / 1_000) + 7_200, exp: Math.floor(Date.now() / 1_000) + 7_260 },
    ],
    ['a start in the future', { nbf: Math.floor(Date.now() / 1_000) + 120 }],
  ])('with %s is refused', async (_, payload) => {
    await expect(verify(await made({}, payload))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('signed with the public key as a shared secret is refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(signing.keySet.keys[0]));
    await expect(verify(await made({ alg: 'HS256' }, {}, secret))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('without a signature is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = { sub: '7', iss: ISSUER, aud: AUDIENCE, exp: Math.floor(now / 1_000) + 60 };
    await expect(verify(`${part({ alg: 'none', kid: 'one' })}.${part(payload)}.`)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('that brings its own key in the header is refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'own' };
    const reads: string[] = [];
    const issuer = createServer((request, response) => {
      reads.push(request.url!);
      response.end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
    for (const header of [{ jwk }, { jku: url }, { x5u: url }])
      for (const kid of ['own', 'one'])
        await expect(verify(await made({ kid, ...header }, {}, privateKey))).rejects.toMatchObject({
          code: 'UNAUTHENTICATED',
        });
    issuer.close();
    expect(reads).toEqual([]);
  });

  test('without a kid is refused', async () => {
    await expect(verify(await made({ kid: undefined }, {}))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('the keys of the issuer', () => {
  test('are read again for an unknown kid, at most every 30 s', async () => {
    const next = await makeSigningKey('two');
    let [reads, set] = [0, signing.keySet];
    const keys = issuerKeys(async () => {
      reads += 1;
      return JSON.stringify(set);
    });
    const token = await signToken(next.privateKey, asked);
    await expect(verify(token, keys)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    set = next.keySet;
    for (let attempt = 0; attempt < 5; attempt++)
      await expect(verify(token, keys)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(reads).toBe(1);
    now += 30_001;
    expect(await verify(token, keys)).toMatchObject({ userId: '7' });
    expect(reads).toBe(2);
  });

  test('are read again without a token, and tell of a change and of each failure', async () => {
    const stopping = new AbortController();
    const next = await makeSigningKey('two');
    const answers = [signing.keySet, signing.keySet, undefined, next.keySet];
    let reads = 0;
    const told: string[] = [];
    const keys = issuerKeys(
      async () => {
        // Each read is as long after the last one as two reads must be apart.
        now += 30_001;
        const answer = answers[reads++];
        if (reads === answers.length) stopping.abort();
        if (answer === undefined) throw new Error('away');
        return JSON.stringify(answer);
      },
      { refreshMs: 1, onChange: () => told.push('change'), onFailure: (error) => told.push((error as Error).message) },
    );
    await keys.keepFresh(stopping.signal);
    expect(told).toEqual(['away', 'change']);
  });

  test('that cannot be read count for a stated time, and then nobody is let in', async () => {
    let isAway = false;
    const keys = issuerKeys(async () => {
      if (isAway) throw new Error('away');
      return JSON.stringify(signing.keySet);
    });
    const long = async () => {
      const token = await signToken(signing.privateKey, { ...asked, seconds: 3_600 });
      return verifyToken(token, { issuer: ISSUER, audience: AUDIENCE, findKey: keys.find, now: () => Date.now() });
    };
    await long();
    isAway = true;
    now += 3_600_000;
    expect(await long()).toMatchObject({ userId: '7' });
    now += 1;
    await expect(long()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test.each([
    ['text', 'no JSON'],
    ['no keys', '{"keys":[]}'],
    ['a private key', () => JSON.stringify({ keys: [signing.privateKey] })],
    ['a shared secret', '{"keys":[{"kid":"one","kty":"oct","k":"AAAA"}]}'],
    ['a key without an id', '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}'],
  ])('cannot be %s', (_, text) => {
    expect(() => parseKeySet(typeof text === 'string' ? text : text())).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID' }),
    );
  });
});

describe('the key set of a URL', () => {
  let answer: { status: number; body: string; location?: string };
  const issuer = createServer((_request, response) => {
    response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
    response.end(answer.body);
  }).listen(0, '127.0.0.1');
  afterAll(() => issuer.close());
  const read = async () => keySetAt(`http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`)();

  test('is read', async () => {
    answer = { status: 200, body: '{"keys":[]}' };
    expect(await read()).toBe('{"keys":[]}');
  });

  test.each([
    ['a redirect', { status: 302, body: '', location: 'http://127.0.0.1:1/' }, 'fetch failed'],
    ['more than 64 KiB', { status: 200, body: 'x'.repeat(65_537) }, 'more than 65536 bytes'],
    ['another status', { status: 404, body: '{}' }, 'answered 404'],
  ])('is not %s', async (_, given, reason) => {
    answer = given;
    await expect(read()).rejects.toThrow(reason);
  });

  test('is at https only', () => {
    expect(() => keySetAt('http://keys.example.org/')).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
    expect(() => keySetAt('https://keys.example.org/')).not.toThrow();
  });
});

describe('a verified token', () => {
  const verifiedTokens = (maxTokens = 10) => {
    const counted = { verifications: 0 };
    const tokens = new VerifiedTokens({
      verify: async (token) => {
        counted.verifications += 1;
        return { userId: token, expiresAt: now + 60_000 };
      },
      maxTokens,
      now: () => now,
    });
    return { tokens, counted };
  };

  test('is verified once, until it expires', async () => {
    const { tokens, counted } = verifiedTokens();
    const first = await tokens.callerOf('7');
    expect(tokens.callerOf('7')).toBe(first);
    now += 60_000;
    expect((await tokens.callerOf('7')).userId).toBe('7');
    expect(counted.verifications).toBe(2);
  });

  test('is verified again when others took its place, or the keys changed', async () => {
    const { tokens, counted } = verifiedTokens(2);
    for (const user of ['7', '8', '9', '7']) await tokens.callerOf(user);
    expect(counted.verifications).toBe(4);
    tokens.forget();
    await tokens.callerOf('7');
    expect(counted.verifications).toBe(5);
  });

  test('ends its streams when it expires, and when the keys change', async () => {
    const { tokens } = verifiedTokens(1);
    const evicted = await tokens.callerOf('7');
    const caller = await tokens.callerOf('8');
    let [ended, expired] = [0, 0];
    for (const each of [evicted, caller]) each.onEnd(() => (ended += 1));
    tokens.forget();
    expect(ended).toBe(2);
    now -= 59_990;
    const short = await tokens.callerOf('9');
    now += 59_990;
    const over = Promise.withResolvers<void>();
    short.onEnd(() => {
      expired += 1;
      over.resolve();
    });
    await over.promise;
    expect(expired).toBe(1);
  });
});
