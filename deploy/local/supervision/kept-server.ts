import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildServer } from '@jophiel/embedded';
import type { Console } from '../console.ts';
import { remedyFor } from './hopeless.ts';

const MIN_PAUSE_MS = 300;
const MAX_PAUSE_MS = 2_000;
/** A server that was up for this long had started properly: its next end counts as the first. */
const SETTLED_MS = 1_000;
const MAX_FAILED_STARTS = 8;

export interface KeptServerOptions<Server extends ChildServer> {
  readonly name: string;
  /** Starts it on its data; again with the port that it had. */
  readonly start: (port?: number) => Promise<Server>;
  readonly portOf: (server: Server) => number;
  readonly console: Pick<Console, 'say'>;
  /** Called once when it cannot be brought back, after the console has said why. */
  readonly onHopeless: () => void;
}

/** A server that is started again when it ends: on the same port, with its data. */
export class KeptServer<Server extends ChildServer> {
  readonly #options: KeptServerOptions<Server>;
  #server: Server;
  #stopping = false;

  private constructor(options: KeptServerOptions<Server>, server: Server) {
    this.#options = options;
    this.#server = server;
    void this.#keep(options.portOf(server));
  }

  /** @throws what its first start throws */
  static async start<Server extends ChildServer>(options: KeptServerOptions<Server>): Promise<KeptServer<Server>> {
    return new KeptServer(options, await options.start());
  }

  /** The one that runs, or ran last. */
  get server(): Server {
    return this.#server;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#server.stop();
  }

  async #keep(port: number): Promise<void> {
    const { name, console } = this.#options;
    let ends = 0;
    for (;;) {
      const startedAt = Date.now();
      const reason = await this.#server.ended;
      if (this.#stopping) return;
      ends = Date.now() - startedAt > SETTLED_MS ? 1 : ends + 1;
      console.say('jophiel', `${name} ended with ${reason}; starting it again with its data, on port ${port}`);
      const endedAt = Date.now();
      const next = await this.#startAgain(port, ends);
      if (next === undefined) return;
      this.#server = next;
      if (this.#stopping) {
        await next.stop();
        return;
      }
      console.say('jophiel', `${name} is up again after ${((Date.now() - endedAt) / 1000).toFixed(1)} s`);
    }
  }

  /** @returns undefined when it was stopped meanwhile, or no start can help */
  async #startAgain(port: number, ends: number): Promise<Server | undefined> {
    const { name, start, console, onHopeless } = this.#options;
    for (let attempt = 0; ; attempt++) {
      await sleep(Math.min(MIN_PAUSE_MS * 2 ** (ends - 1 + attempt), MAX_PAUSE_MS));
      if (this.#stopping) return undefined;
      try {
        return await start(port);
      } catch (error) {
        const { message } = error as Error;
        const remedy = remedyFor(message);
        console.say('jophiel', message);
        if (remedy === undefined && attempt + 1 < MAX_FAILED_STARTS) continue;
        console.say(
          'jophiel',
          `${name} cannot be started again: ${remedy ?? `it has failed ${MAX_FAILED_STARTS} times; its messages are above`}`,
        );
        onHopeless();
        return undefined;
      }
    }
  }
}
