export type { Delivery, OutgoingMessage, Receipt, SentMessage, Subscription, Transport } from './transport.ts';
