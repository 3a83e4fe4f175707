import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SharedServers } from './shared-servers.ts';

/* Starts the servers that the test files of a run share when a file asks for them, and stops them when the run has ended. */
const servers = new SharedServers();

const inlet = createServer((request, response) => {
  const answer = request.url === '/nats' ? servers.nats() : servers.postgres();
  answer.then(
    (body) => response.end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
  );
});
inlet.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(inlet.address() as AddressInfo).port}\n`);
});

// Closed by the run, or by the system when the run is killed.
process.stdin.resume().once('close', () => void end());
// The run decides when it ends, not Ctrl-C.
process.on('SIGINT', () => {});

async function end(): Promise<void> {
  try {
    await servers.remove();
  } finally {
    process.exit();
  }
}
