export { claimEvents } from './inbox/claim-events.ts';
export { countWaitingDeadLetters, type DeadLetterSummary, listDeadLetters } from './dead-letters/list.ts';
export { replayDeadLetters } from './dead-letters/replay.ts';
export { type Handler, type HandlerContext, type Subscriber, subscriber } from './handler.ts';
export { Outbox } from './outbox/outbox.ts';
export { type RelayOptions, relayOnce, reviveLost, runRelay } from './outbox/relay.ts';
export { unsentBacklog } from './outbox/unsent-events.ts';
export { consumerName, type Router, startRouter } from './router/router.ts';
export { type MessagingTables, messagingTables } from './tables.ts';
