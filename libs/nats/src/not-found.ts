import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';

const missing: readonly number[] = [
  JetStreamApiCodes.ConsumerNotFound,
  JetStreamApiCodes.StreamNotFound,
  JetStreamApiCodes.NoMessageFound,
];

/** What the server holds under a name; undefined when it holds nothing. */
export async function unlessMissing<Info>(asked: Promise<Info>): Promise<Info | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError && missing.includes(error.code)) return undefined;
    throw error;
  }
}
