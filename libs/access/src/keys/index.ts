export { type NewKey, keyIdOf } from './key.ts';
export { listKeys, loadValidKeys, type StoredKey } from './key-statements.ts';
export { createKey, type KeyRequest, revokeKey, rotateKey, stateOf } from './manage-keys.ts';
