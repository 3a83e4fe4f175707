export { assertContract } from './assert-contract.ts';
export { idFrom } from './event-ids.ts';
export { type CausedEvent, causedBy } from './caused-by.ts';
export { type CauseOptions, causeWithoutEvent } from './cause-without-event.ts';
export { inChunks } from './chunks.ts';
export { MAX_EVENT_BYTES, assertStorable, decodeUtf8, parseJson, parseSafeJson } from './safe-json.ts';
export { type Origin, toEnvelope } from './to-envelope.ts';
