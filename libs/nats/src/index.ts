export { connectNats, type NatsOptions, type NatsTls } from './connect.ts';
export { declareStreams } from './declare-streams.ts';
export { installTopology, type StreamSize, type TopologyOptions } from './install-topology.ts';
export { type ClosableTransport, connectTransport } from './connect-transport.ts';
export { jetStreamTransport } from './jetstream-transport.ts';
export { ACK_WAIT_MS } from './consumers.ts';
export { DUPLICATE_WINDOW_MS, streams } from './topology.ts';
