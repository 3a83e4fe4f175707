import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JophielError } from '@jophiel/errors';

/** A downloaded server stays in the checkout, so that the system does not change. */
const OWN_COPY = fileURLToPath(new URL('../../../../.jophiel/bin/nats-server', import.meta.url));

/** The path of a nats-server: NATS_SERVER_BINARY, an installed one, or the downloaded copy. */
function findNatsServer(): string | undefined {
  const named = process.env.NATS_SERVER_BINARY;
  const candidates = named ? [named] : ['nats-server', '/usr/sbin/nats-server', '/usr/local/bin/nats-server', OWN_COPY];
  return candidates.find((candidate) => spawnSync(candidate, ['--version']).status === 0);
}

/** @throws JophielError PREREQUISITE_MISSING that says what to install */
export function requireNatsServer(): string {
  const found = findNatsServer();
  if (found === undefined) throw missing();
  return found;
}

/**
 * The path of a nats-server; a missing one is downloaded where that is possible.
 * @throws JophielError PREREQUISITE_MISSING that says what to install by hand
 */
export function provideNatsServer(onProgress: (line: string) => void): string {
  return findNatsServer() ?? fetchNatsServer(onProgress);
}

/**
 * Downloads nats-server on Debian-based systems. The package is unpacked into the checkout, because installing it would
 * start a system service.
 * @throws JophielError PREREQUISITE_MISSING that says what to install by hand
 */
function fetchNatsServer(onProgress: (line: string) => void): string {
  if (!existsSync('/usr/bin/apt-get') || process.env.NATS_SERVER_BINARY) throw missing();
  const folder = dirname(OWN_COPY);
  const download = join(folder, 'download');
  mkdirSync(download, { recursive: true });
  try {
    onProgress('downloading the Debian package nats-server');
    if (!downloaded(download)) {
      if (process.getuid?.() !== 0) throw missing();
      onProgress('apt-get update');
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'pipe' });
      if (!downloaded(download)) throw missing();
    }
    const archive = readdirSync(download).find((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', join(download, archive!), download]);
    execFileSync('mv', [join(download, 'usr', 'sbin', 'nats-server'), OWN_COPY]);
  } catch (cause) {
    throw cause instanceof JophielError ? cause : missing(cause);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  return OWN_COPY;
}

function downloaded(folder: string): boolean {
  // As root, apt would download as another user, who cannot write into the checkout.
  const args = ['-o', 'APT::Sandbox::User=root', 'download', 'nats-server'];
  return spawnSync('apt-get', args, { cwd: folder, stdio: 'pipe' }).status === 0;
}

function missing(cause?: unknown): JophielError {
  return new JophielError(
    'PREREQUISITE_MISSING',
    [
      'nats-server is missing. Choose one:',
      '  Debian, Ubuntu:  sudo apt-get install nats-server',
      '  macOS:           brew install nats-server',
      '  any system:      put the binary from https://github.com/nats-io/nats-server/releases on the PATH, or name it in NATS_SERVER_BINARY',
      '  elsewhere:       start a NATS server with JetStream (nats-server -js) and set NATS_URL',
    ].join('\n'),
    cause === undefined ? {} : { cause },
  );
}
