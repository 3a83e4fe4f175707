/** The user id of a message with or without an envelope; undefined without one, and when the message is unreadable. */
export function userOf(body: Uint8Array): string | undefined {
  try {
    const message: unknown = JSON.parse(Buffer.from(body).toString());
    const payload = isObject(message) && isObject(message.payload) ? message.payload : message;
    const id = isObject(payload) ? payload.user_id : undefined;
    return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
