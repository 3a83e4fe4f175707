import { writeFileSync } from 'node:fs';
import { makeSigningKey, signToken } from '@jophiel/access/tokens';
import { temporaryFolder } from '@jophiel/testing';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

const ISSUER = 'test';

export interface GuardedStack {
  readonly stack: RunningStack;
  /** A token of a user, valid for some seconds. */
  token(userId: string, seconds?: number): Promise<string>;
}

/** A whole Jophiel that accepts user tokens, and interactions of users. */
export async function startGuarded(environment: Readonly<Record<string, string>> = {}): Promise<GuardedStack> {
  const signing = await makeSigningKey('test');
  const keysFile = `${temporaryFolder('token-keys').path}/keys.json`;
  writeFileSync(keysFile, JSON.stringify(signing.keySet));
  const stack = await startStack({
    environment: { TOKEN_ISSUER: ISSUER, TOKEN_KEYS_FILE: keysFile, INGESTION_USER_EVENTS: 'true', ...environment },
  });
  return {
    stack,
    token: async (userId, seconds = 600) =>
      signToken(signing.privateKey, { userId, issuer: ISSUER, audience: 'jophiel', seconds }),
  };
}
