import { startNats, startPostgres } from '@jophiel/embedded';

/* A process that starts a server on a folder, and is then killed by a test. */
const [kind, folder] = process.argv.slice(2) as ['nats' | 'postgres', string];
const server = await (kind === 'nats' ? startNats({ folder }) : startPostgres({ folder, durable: false }));
process.stdout.write(`${server.pid}\n`);
setInterval(() => {}, 1_000);
