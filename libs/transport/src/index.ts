export type { Delivery, OutgoingMessage, Receipt, Subscription, Transport } from './transport.ts';
