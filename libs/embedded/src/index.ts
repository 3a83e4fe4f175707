export { type ChildServer, type OnLife, startChildServer } from './child-server.ts';
export { freePort } from './free-port.ts';
export { provideNatsServer, requireNatsServer } from './nats/find-nats-server.ts';
export { type EmbeddedNats, startNats } from './nats/start-nats.ts';
export { commandOf, stateOf } from './processes.ts';
export { type EmbeddedPostgres, startPostgres } from './postgres/start-postgres.ts';
