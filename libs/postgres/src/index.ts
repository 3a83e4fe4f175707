export { ofAnyLength } from './any-length.ts';
export { binaryDoubles, readBinaryDoubles } from './binary-doubles.ts';
export { connectDatabase, type Database, type DatabaseOptions } from './database.ts';
export type { Executor, Statement } from './executor.ts';
export { isConnectionLost, isPassingFailure } from './failures.ts';
export { type InstallReport, installTables, missingMigrations } from './install/install.ts';
export { type Migration, readMigrations } from './install/migrations.ts';
export { plannerSettings } from './planner-settings.ts';
export { installRoles, type RolesReport } from './install/roles.ts';
