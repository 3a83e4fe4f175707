import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { JophielError } from '@jophiel/errors';
import type { Server } from './server-types.ts';

/** Hosts with a port that were found known; a client can make this many of them by changing the port. */
const MAX_REMEMBERED = 1_000;

/**
 * Refuses requests for another host than this server, before anything else: a page of a foreign name that resolves to
 * this machine cannot read answers (DNS rebinding), and no link is made of an unknown host. Known are loopback, the
 * addresses of this machine, and the given names.
 */
export function requireKnownHost(server: Server, names: readonly string[]): void {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const remembered = new Set<string>();
  server.addHook('onRequest', (request, _reply, done) => {
    const host = request.headers.host ?? '';
    if (remembered.has(host)) return done();
    if (!isKnown(host, known))
      return done(
        new JophielError(
          'HOST_UNKNOWN',
          `This service does not answer for the host "${host.slice(0, 100)}". If it is meant to, add the name to HTTP_HOSTS.`,
        ),
      );
    if (remembered.size < MAX_REMEMBERED) remembered.add(host);
    done();
  });
}

/** @param host as the header has it, with or without a port */
function isKnown(host: string, names: ReadonlySet<string>): boolean {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([^:[\]]+?)\.?)(?::\d{1,5})?$/i.exec(host) ?? [];
  const name = (bracketed ?? plain ?? '').toLowerCase();
  if (name === '') return false;
  return names.has(name) || isLocal(name);
}

function isLocal(name: string): boolean {
  if (isIP(name) === 0) return name === 'localhost' || name.endsWith('.localhost');
  if (name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))) return true;
  return Object.values(networkInterfaces()).some((all) => all!.some(({ address }) => address === name));
}
