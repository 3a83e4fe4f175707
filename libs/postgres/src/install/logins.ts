import { JophielError } from '@jophiel/errors';
import type { Database } from '../database.ts';
import type { Executor } from '../executor.ts';
import { lockInstallation } from './install.ts';
import type { RolesReport } from './roles.ts';
import { scramVerifier } from './scram.ts';

export interface Login {
  readonly service: string;
  /** Printable ASCII. */
  readonly password: string;
}

/** The role of a service. */
export const roleOf = (service: string): string => `jophiel_${service.replaceAll('-', '_')}`;

/** The user as which a service connects. */
export const loginOf = (service: string): string => roleOf(service).replace('jophiel_', 'jophiel_login_');

/**
 * Creates the login of each service, or sets its password: a user who owns nothing and may become the role of the service
 * alone. The roles must be there.
 * @throws JophielError SETTING_INVALID for a password that is not printable ASCII, or a login that may more
 */
export async function installLogins(database: Database, logins: readonly Login[]): Promise<RolesReport> {
  for (const { service, password } of logins)
    if (!/^[\x20-\x7e]+$/.test(password))
      throw new JophielError(
        'SETTING_INVALID',
        `The password of ${loginOf(service)} is empty or not in printable ASCII. Choose letters and digits (openssl rand -hex 24).`,
      );
  const [user] = await database.query<{ may: boolean; name: string }>({
    text: 'SELECT rolsuper OR rolcreaterole AS may, rolname AS name FROM pg_roles WHERE rolname = current_user',
  });
  if (user?.may !== true) return { installed: false, reason: `${user?.name ?? 'the user'} may not create roles` };
  await database.transaction(async (transaction) => {
    await lockInstallation(transaction);
    for (const login of logins) await installLogin(transaction, login);
  });
  return { installed: true };
}

async function installLogin(transaction: Executor, { service, password }: Login): Promise<void> {
  const [login, role] = [loginOf(service), roleOf(service)];
  // Roles belong to the whole server: an installer of another database may create them in the same moment.
  await transaction.query({
    text: `DO $$ BEGIN
             IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${login}') THEN CREATE ROLE ${login} NOINHERIT; END IF;
           EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  });
  await refuseMore(transaction, login, role);
  await transaction.query({
    text: `ALTER ROLE ${login} LOGIN NOINHERIT NOCREATEDB NOCREATEROLE PASSWORD '${scramVerifier(password)}'`,
  });
  await transaction.query({ text: `GRANT ${role} TO ${login}` });
  // Whoever connects as the login has the role at once, and RESET ROLE comes back to it.
  await transaction.query({ text: `ALTER ROLE ${login} SET role = '${role}'` });
  await transaction.query({
    text: `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${login}', current_database()); END $$`,
  });
}

/** A login that somebody made, or gave more to, is no login of a service alone. */
async function refuseMore(transaction: Executor, login: string, role: string): Promise<void> {
  const rows = await transaction.query<{ may: string }>({
    text: `SELECT 'is a superuser' AS may FROM pg_roles WHERE rolname = $1 AND rolsuper
           UNION ALL SELECT 'passes over row security' FROM pg_roles WHERE rolname = $1 AND rolbypassrls
           UNION ALL SELECT 'may replicate' FROM pg_roles WHERE rolname = $1 AND rolreplication
           UNION ALL SELECT 'is a member of ' || roleid::regrole FROM pg_auth_members
                     WHERE member = $1::regrole AND roleid <> $2::regrole`,
    values: [login, role],
  });
  if (rows.length === 0) return;
  throw new JophielError(
    'SETTING_INVALID',
    `The login ${login} ${rows.map(({ may }) => may).join(', ')}. It may only be a member of ${role}; drop it, or take that away.`,
  );
}
