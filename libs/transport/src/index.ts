export { consumerName, covers, replaySubject } from './names.ts';
export type {
  Delivery,
  OutgoingMessage,
  Receipt,
  SentMessage,
  SharedConsumer,
  Subscription,
  Transport,
} from './transport.ts';
