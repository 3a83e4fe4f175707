import { randomBytes } from 'node:crypto';
import { type NatsServer, provideNats } from './nats-server.ts';
import { providePostgres } from './postgres-server.ts';
import { serverSource } from './server-source.ts';
import { createDatabase, dropDatabases, installJophiel } from './test-databases.ts';

export interface SharedPostgres {
  /** Connects as the server's administrator. */
  readonly url: string;
  /** Name of the database that holds Jophiel's tables and is copied. */
  readonly template: string;
  /** The names of this run's databases begin with it. */
  readonly prefix: string;
}

/** A server starts faster with fewer accounts; a package with more test files than this starts a second server. */
const ACCOUNTS = 50;

/** One PostgreSQL and one NATS for the test files of a run, each started when the first file asks for it. */
export class SharedServers {
  #postgres: ReturnType<typeof startWithTemplate> | undefined;
  readonly #nats: Promise<NatsServer>[] = [];
  #accountsUsed = 0;

  async postgres(): Promise<SharedPostgres> {
    this.#postgres ??= startWithTemplate();
    return (await this.#postgres).shared;
  }

  /** The URL of an unused account. */
  async nats(): Promise<{ readonly url: string }> {
    const account = this.#accountsUsed++;
    const index = Math.floor(account / ACCOUNTS);
    const { urls } = await (this.#nats[index] ??= provideNats(ACCOUNTS));
    return { url: urls[account % ACCOUNTS]! };
  }

  async remove(): Promise<void> {
    const started = await Promise.allSettled([this.#postgres, ...this.#nats]);
    for (const each of started) if (each.status === 'fulfilled') await each.value?.remove();
  }
}

async function startWithTemplate() {
  const server = await providePostgres();
  const prefix = `jophiel_test_${randomBytes(6).toString('hex')}`;
  const template = await createDatabase(server.url, prefix);
  await installJophiel(template.url);
  return {
    shared: { url: server.url, template: template.name, prefix },
    async remove() {
      // A given server stays, and so would what a killed run has left there.
      if (serverSource('postgres').kind === 'given') await dropDatabases(server.url, prefix);
      await server.remove();
    },
  };
}
