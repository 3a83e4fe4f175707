import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { repository, type ServiceName, serviceNames } from '@jophiel/local';
import { commandOf, freePort, requireNatsServer, stateOf } from '@jophiel/embedded';
import { eventually, type TemporaryFolder } from '@jophiel/testing';
import { expect } from 'vitest';
import { temporaryCheckout } from './temporary-checkout.ts';

const START_TIMEOUT_MS = 180_000;
/** A stop takes ten seconds at most for the services, and some more for the servers. */
const GONE_MS = 30_000;

export interface Run {
  /** npm, or the supervisor where it was started without. */
  readonly child: ChildProcess;
  output(): string;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

/** A checkout in which `npm start` can be run, with ports of its own. */
export class StartableCheckout {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly #checkout: TemporaryFolder;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(checkout: TemporaryFolder, ports: readonly (readonly [ServiceName, number])[]) {
    this.#checkout = checkout;
    this.urls = Object.fromEntries(ports.map(([name, port]) => [name, `http://127.0.0.1:${port}`])) as typeof this.urls;
    const passed = ['PATH', 'HOME', 'JOPHIEL_TEST_RUN'].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]] as const],
    );
    this.#environment = {
      ...Object.fromEntries(passed),
      NATS_SERVER_BINARY: requireNatsServer(),
      LOG_FOLDER: `${checkout.path}/.jophiel/logs`,
      ...Object.fromEntries(
        ports.map(([name, port]) => [`${name.replaceAll('-', '_').toUpperCase()}_PORT`, String(port)]),
      ),
    };
  }

  static async make(): Promise<StartableCheckout> {
    const checkout = temporaryCheckout();
    // With their times: newer ones than those of the installed packages would have them installed again.
    for (const file of ['package.json', 'package-lock.json', 'prisma.config.ts'])
      cpSync(repository + file, `${checkout.path}/${file}`, { preserveTimestamps: true });
    return new StartableCheckout(
      checkout,
      await Promise.all(serviceNames.map(async (name) => [name, await freePort()] as const)),
    );
  }

  get path(): string {
    return this.#checkout.path;
  }

  /** Resolves when all of it is started. */
  async npmStart(): Promise<Run> {
    const run = this.#run('npm', ['start', '--', '--empty']);
    const started = eventually(() => expect(run.output()).toContain('started in'), START_TIMEOUT_MS);
    const ended = run.ended.then(([code]) => {
      throw new Error(`npm start ended with ${code}:\n${run.output()}`);
    });
    await Promise.race([started, ended]);
    void ended.catch(() => {});
    void started.catch(() => {});
    return run;
  }

  /** What `npm start` runs in the end, whatever becomes of it. */
  supervisor(): Run {
    return this.#run(process.execPath, ['deploy/local/start.ts', '--empty']);
  }

  #run(command: string, args: readonly string[]): Run {
    const child = spawn(command, args, {
      cwd: this.path,
      env: this.#environment,
      // The leader of a group, as a terminal makes it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return { child, output: () => output, ended: once(child, 'exit') as Run['ended'] };
  }

  /** The processes that run from this checkout, by their command lines. */
  processes(): { readonly pid: number; readonly command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), command: commandOf(Number(name)) }))
      .filter(({ pid, command }) => command.includes(this.path) && stateOf(pid) !== undefined);
  }

  /** The header with the development key that `npm start` made. */
  authorization(): { readonly authorization: string } {
    return { authorization: `Bearer ${readFileSync(`${this.path}/.jophiel/access/key`, 'utf8').trim()}` };
  }

  /** The process that the supervisor noted when it took the checkout. */
  supervisorPid(): number {
    return (JSON.parse(readFileSync(`${this.path}/.jophiel/lock.json`, 'utf8')) as { pid: number }).pid;
  }

  postgresPid(): number {
    return Number.parseInt(readFileSync(`${this.path}/.jophiel/data/postgres/cluster/postmaster.pid`, 'utf8'), 10);
  }

  natsPid(): number {
    return Number.parseInt(readFileSync(`${this.path}/.jophiel/data/nats/nats.pid`, 'utf8'), 10);
  }

  async isReady(): Promise<boolean> {
    const answers = await Promise.all(
      Object.values(this.urls).map(async (url) => {
        const response = await fetch(`${url}/health/ready`).catch(() => undefined);
        return response?.status === 200;
      }),
    );
    return answers.every(Boolean);
  }

  /** Everything ended: both servers in order, and what says that something runs is gone too. */
  async showsNothingLeft(): Promise<void> {
    await eventually(() => expect(this.processes()).toEqual([]), GONE_MS);
    for (const file of ['data/postgres/cluster/postmaster.pid', 'running.json'])
      expect(existsSync(`${this.path}/.jophiel/${file}`)).toBe(false);
  }

  remove(): void {
    this.#checkout.remove();
  }
}
