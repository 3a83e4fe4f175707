import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The passwords of a file that only its owner reads, by name; missing ones are made. They are letters and digits, so that
 * they may stand in a URL.
 */
export function readPasswords<Name extends string>(file: string, names: readonly Name[]): Record<Name, string> {
  const known: Partial<Record<string, string>> = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
    : {};
  const passwords = Object.fromEntries(
    names.map((name) => [name, known[name] ?? randomBytes(24).toString('hex')]),
  ) as Record<Name, string>;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return passwords;
}

/** A URL with a user and a password. */
export function urlAs(url: string, user: string, password: string): string {
  return url.replace(/\/\/(?:[^@/]*@)?/, `//${user}:${password}@`);
}
