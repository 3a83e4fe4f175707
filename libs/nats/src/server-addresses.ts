/** What the client takes in place of a URL that holds credentials. */
export interface ServerAddresses {
  readonly servers: string[];
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

const SERVER = /^(?<scheme>\w+:\/\/)?(?:(?<user>[^:@/]*)(?::(?<pass>[^@/]*))?@)?(?<address>.*)$/;

/**
 * Reads `nats://user:password@host:port` or `nats://token@host:port`, several separated by commas. The client ignores
 * credentials in a URL, and takes a password that begins with digits for the port. It sends one pair to every server, so
 * the first pair counts.
 */
export function readServerAddresses(urls: string): ServerAddresses {
  const parts = urls.split(',').map((url) => SERVER.exec(url.trim())!.groups!);
  const servers = parts.map(({ scheme = '', address }) => scheme + address!);
  const { user, pass } = parts.find((each) => each.user) ?? {};
  if (user === undefined) return { servers };
  return pass === undefined ? { servers, token: decoded(user) } : { servers, user: decoded(user), pass: decoded(pass) };
}

/** Passwords may have a percent sign that is not encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
