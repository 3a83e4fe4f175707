export { NATS_IMAGE, POSTGRES_IMAGE } from './servers/containers.ts';
export { eventually } from './eventually.ts';
export { givenEnvironment } from './given-environment.ts';
export { type GivenNats, givenNats } from './given-nats.ts';
export { type GivenPostgres, givenPostgres } from './given-postgres.ts';
export { lockWaits } from './lock-waits.ts';
export { statementOf } from './statement-of.ts';
export { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';
export { Way } from './way.ts';
