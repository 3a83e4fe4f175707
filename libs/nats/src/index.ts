export { connectNats, type NatsOptions } from './connect.ts';
export { installTopology, type StreamSize } from './install-topology.ts';
export { jetStreamTransport } from './jetstream-transport.ts';
export { streams } from './topology.ts';
