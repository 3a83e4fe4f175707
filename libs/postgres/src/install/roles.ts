import { readFileSync } from 'node:fs';
import type { Database } from '../database.ts';
import { lockInstallation } from './install.ts';

export type RolesReport = { readonly installed: true } | { readonly installed: false; readonly reason: string };

/**
 * Creates the roles of the services and their grants. If the database user may not create roles, the report says so: the
 * tables work without roles, with less protection.
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
  await database.transaction(async (transaction) => {
    await lockInstallation(transaction);
    await transaction.query({ text: sql });
  });
  return { installed: true };
}
