import { JophielError } from '@jophiel/errors';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { hearLateSocketErrors } from './late-socket-errors.ts';
import { readServerAddresses } from './server-addresses.ts';
import { isRefusal } from './violations.ts';

export interface NatsOptions {
  /** `nats://user:password@host:port`, several separated by commas. */
  readonly url: string;
  /** Shown in the server's connection list. */
  readonly name: string;
  readonly inboxPrefix?: string | undefined;
  readonly tls?: NatsTls | undefined;
}

/** Files in PEM. With them a server without TLS is refused. */
export interface NatsTls {
  readonly caFile?: string | undefined;
  /** Certificate and key of this client, where the server verifies clients. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Connects and reconnects for ever; the client's default gives up after ten attempts. */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  try {
    const connection = await connect({
      ...readServerAddresses(options.url),
      name: options.name,
      ...(options.inboxPrefix === undefined ? {} : { inboxPrefix: options.inboxPrefix }),
      ...(options.tls === undefined ? {} : { tls: definedOnly(options.tls) }),
      maxReconnectAttempts: -1,
      // A user that is missing for a moment, while the server gets new settings, is no reason to give up.
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: 500,
      pingInterval: 5_000,
      maxPingOut: 2,
      // Otherwise every request and fetch captures two stack traces in advance.
      noAsyncTraces: true,
    });
    hearLateSocketErrors(connection);
    return connection;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (isRefusal(cause))
      throw new JophielError(
        'BROKER_FORBIDDEN',
        `NATS at ${withoutPassword(options.url)} refuses the user: ${reason}. Check the user and the password in NATS_URL.`,
        { cause },
      );
    throw new JophielError(
      'BROKER_UNAVAILABLE',
      `NATS does not answer at ${withoutPassword(options.url)}: ${reason}. Check NATS_URL.`,
      { cause },
    );
  }
}

const definedOnly = (tls: NatsTls): Record<string, string> =>
  Object.fromEntries(Object.entries(tls).filter((entry): entry is [string, string] => entry[1] !== undefined));

function withoutPassword(url: string): string {
  return url.replaceAll(/\/\/[^@/]*@/g, '//…@');
}
