import { readFileSync } from 'node:fs';
import type { Database } from '../database.ts';

export type RolesReport = { readonly installed: true } | { readonly installed: false; readonly reason: string };

/**
 * Creates the services' roles and what each may read and write. A database user who may not create roles gets no
 * error but a reason: the tables work without the roles, with less protection.
 */
export async function installRoles(database: Database, rolesFile: string): Promise<RolesReport> {
  const [user] = await database.query<{ may: boolean; name: string }>({
    text: 'SELECT rolsuper OR rolcreaterole AS may, rolname AS name FROM pg_roles WHERE rolname = current_user',
  });
  if (user?.may !== true)
    return {
      installed: false,
      reason: `${user?.name ?? 'the user'} may not create roles; let an administrator run ${rolesFile}`,
    };
  const sql = readFileSync(rolesFile, 'utf8');
  await database.transaction(async (transaction) => transaction.query({ text: sql }));
  return { installed: true };
}
