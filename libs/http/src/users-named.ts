/** Names of parameters and fields that hold a user id, or a list of them. */
const USER_KEYS = new Set(['user_id', 'user', 'user_ids', 'users']);

/** User ids that a part of a request names, at any depth, as text. */
export function usersNamedIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    USER_KEYS.has(key) ? [value].flat(Infinity).flatMap(namesIn) : usersNamedIn(value),
  );
}

function namesIn(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : usersNamedIn(value);
}
