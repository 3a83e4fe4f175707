import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomPassword } from './random-password.ts';

/**
 * The passwords of a file that only its owner reads, by name; missing ones are made.
 */
export function readPasswords<Name extends string>(file: string, names: readonly Name[]): Record<Name, string> {
  const known: Partial<Record<string, string>> = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
    : {};
  const passwords = Object.fromEntries(names.map((name) => [name, known[name] ?? randomPassword()])) as Record<
    Name,
    string
  >;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return passwords;
}

/** A URL with a user and a password. */
export function urlAs(url: string, user: string, password: string): string {
  return url.replace(/\/\/(?:[^@/]*@)?/, `//${user}:${password}@`);
}
