import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createKey, keyIdOf, loadValidKeys } from '@jophiel/access/keys';
import { makeSigningKey, type SigningKey } from '@jophiel/access/tokens';
import { allScopes } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';
import { accessFolder, developmentFiles } from '../stack/stack.ts';

/** The issuer of the tokens that `jophiel token` makes. */
export const DEVELOPMENT_ISSUER = 'jophiel-development';

/** What lets a developer in on this machine. */
export interface DevelopmentAccess {
  /** A service key with every scope. */
  readonly key: string;
  /** Settings with which the services accept the tokens of `jophiel token`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The key and the signing key of this checkout, made where they are missing, in files that only their owner may read. */
export async function provideDevelopmentAccess(executor: Executor): Promise<DevelopmentAccess> {
  mkdirSync(accessFolder, { recursive: true, mode: 0o700 });
  await provideSigningKey();
  return {
    key: await provideKey(executor),
    settings: { TOKEN_ISSUER: DEVELOPMENT_ISSUER, TOKEN_KEYS_FILE: developmentFiles.keySet },
  };
}

async function provideKey(executor: Executor): Promise<string> {
  const { key: file } = developmentFiles;
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const id = keyIdOf(kept);
  if (id !== undefined && (await loadValidKeys(executor)).some(({ key_id }) => key_id === id)) return kept;
  const { text } = await createKey(executor, { name: 'development', scopes: allScopes });
  writeSecret(file, `${text}\n`);
  return text;
}

async function provideSigningKey(): Promise<void> {
  if (existsSync(developmentFiles.signingKey) && existsSync(developmentFiles.keySet)) return;
  const { privateKey, keySet }: SigningKey = await makeSigningKey('development');
  writeSecret(developmentFiles.signingKey, JSON.stringify(privateKey));
  writeSecret(developmentFiles.keySet, JSON.stringify(keySet));
}

function writeSecret(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}
