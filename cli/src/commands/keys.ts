import { writeFileSync } from 'node:fs';
import { createKey, listKeys, type NewKey, revokeKey, rotateKey, stateOf } from '@jophiel/access/keys';
import { isScope, type Scope, scopes } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { connectAsInstaller, findStack, print, table } from '@jophiel/local';
import type { Database } from '@jophiel/postgres';
import type { Outcome } from '../run.ts';

const MS_PER_DAY = 86_400_000;
const SECONDS_PER_HOUR = 3_600;

export interface NewKeyOptions {
  /** Where the key is written instead of being printed. */
  readonly file?: string;
}

export async function keysCreate({
  name,
  scopes: texts,
  days,
  file,
}: NewKeyOptions & { readonly name: string; readonly scopes: string; readonly days?: number }): Promise<Outcome> {
  const request = {
    name,
    scopes: readScopes(texts),
    expiresAt: days === undefined ? undefined : new Date(Date.now() + days * MS_PER_DAY),
  };
  const key = await withDatabase(async (database) => createKey(database, request));
  show(key, file);
  return { key_id: key.id, scopes: request.scopes };
}

export async function keysList(): Promise<Outcome> {
  const keys = await withDatabase(listKeys);
  const day = (at: Date | null) => at?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
  print(
    table(
      ['id', 'name', 'scopes', 'state', 'created', 'expires', 'revoked'],
      keys.map((key) => [
        key.key_id,
        key.name,
        key.scopes.join(' '),
        stateOf(key, new Date()),
        day(key.created_at),
        day(key.expires_at),
        day(key.revoked_at),
      ]),
    ),
  );
  return { keys: keys.length };
}

export async function keysRotate(
  id: string,
  { overlap, file }: NewKeyOptions & { readonly overlap: number },
): Promise<Outcome> {
  const key = await withDatabase(async (database) => rotateKey(database, id, overlap * SECONDS_PER_HOUR));
  show(key, file);
  process.stderr.write(`The key ${id} works for ${overlap} hours more.\n`);
  return { key_id: key.id, rotated: id };
}

export async function keysRevoke(id: string): Promise<Outcome> {
  await withDatabase(async (database) => revokeKey(database, id));
  print(`The key ${id} is revoked: services refuse it within 10 seconds, and its open streams end.`);
  return { revoked: id };
}

async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = connectAsInstaller(findStack());
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Only the key goes to the standard output, so that a script can read it. */
function show({ id, text }: NewKey, file: string | undefined): void {
  if (file === undefined) print(text);
  else writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  const where = file === undefined ? 'above: it is shown only now' : `in ${file}`;
  process.stderr.write(`The key ${id} is ${where}. Services accept it within 10 seconds.\n`);
}

/** @throws JophielError COMMAND_INVALID */
function readScopes(text: string): Scope[] {
  const given = text.split(',').map((part) => part.trim());
  const unknown = given.find((part) => !isScope(part));
  if (unknown === undefined) return given as Scope[];
  const known = Object.entries(scopes).map(([name, meaning]) => `\n  ${name}: ${meaning}`);
  throw new JophielError(
    'COMMAND_INVALID',
    `--scopes: ${JSON.stringify(unknown)} is no scope. There are:${known.join('')}`,
  );
}
