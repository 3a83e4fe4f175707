/** Names of parameters and fields that hold a user id, or a list of them. */
const USER_KEYS = new Set(['user_id', 'user', 'user_ids', 'users']);

/** User ids that a part of a request names, at any depth, as text. A loop, because a body may be nested deeply. */
export function usersNamedIn(part: unknown): string[] {
  const users: string[] = [];
  const waiting = [{ value: part, isUser: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, isUser } = next;
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value) as [string, unknown][])
        waiting.push({ value: inner, isUser: Array.isArray(value) ? isUser : USER_KEYS.has(key) });
    else if (isUser && (typeof value === 'string' || typeof value === 'number')) users.push(String(value));
  }
  return users;
}
