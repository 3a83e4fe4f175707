export type {
  Delivery,
  OutgoingMessage,
  Receipt,
  SentMessage,
  SharedConsumer,
  Subscription,
  Transport,
} from './transport.ts';
