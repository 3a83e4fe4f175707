export { assertContract } from './assert-contract.ts';
export { idFrom } from './event-ids.ts';
export { following, type FollowingEvent } from './following.ts';
export { LARGEST_EVENT_BYTES, assertStorable, decodeUtf8, parseJson, parseSafeJson } from './safe-json.ts';
export { type Origin, toEnvelope } from './to-envelope.ts';
