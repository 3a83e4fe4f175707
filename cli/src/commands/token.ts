import { existsSync, readFileSync } from 'node:fs';
import { signToken } from '@jophiel/access/tokens';
import { JophielError } from '@jophiel/errors';
import { audienceIn, DEVELOPMENT_ISSUER, developmentFiles, print } from '@jophiel/local';
import type { Outcome } from '../run.ts';

/** Makes a token of a user for the stack that npm start started here; in production the platform makes them. */
export async function token(userId: string, { minutes }: { readonly minutes: number }): Promise<Outcome> {
  const { signingKey } = developmentFiles;
  if (!existsSync(signingKey))
    throw new JophielError(
      'COMMAND_INVALID',
      'There is no development key to sign with: npm start makes it. In production your platform makes the tokens.',
    );
  const privateKey = JSON.parse(readFileSync(signingKey, 'utf8')) as Parameters<typeof signToken>[0];
  const request = { userId, issuer: DEVELOPMENT_ISSUER, audience: audienceIn(process.env) };
  print(await signToken(privateKey, { ...request, seconds: minutes * 60 }));
  return { user_id: userId, minutes };
}
