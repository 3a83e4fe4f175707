import { JophielError } from '@jophiel/errors';
import { openLogs } from '@jophiel/observability';
import { readSettings } from '../src/settings/index.ts';
import { CommonSettings, runProcess, type RunningService } from '../src/index.ts';

/* A service process of the tests. Arguments: what happens to it, and the folder of its logs. */
const [, , life, folder] = process.argv;
const logs = await openLogs({ service: 'test', level: 'fatal', folder, rotateAtBytes: 1e6, keep: 1 });
const logger = await logs.feature('test');
const service = (stop: () => Promise<void>): RunningService => ({
  name: 'test',
  url: 'http://127.0.0.1:1',
  logger,
  stop,
});
const say = (line: string) => process.stdout.write(`${line}\n`);

const lives: Readonly<Record<string, () => Promise<RunningService>>> = {
  async good() {
    // A real service has a server and connections that keep its process alive.
    const living = setInterval(() => {}, 1_000);
    setTimeout(() => say('started'), 0);
    return service(async () => {
      say('stopping');
      clearInterval(living);
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
      say('stopped');
    });
  },
  async 'fails to stop'() {
    setInterval(() => {}, 1_000);
    setTimeout(() => say('started'), 0);
    return service(async () => {
      throw new Error('the pool is broken');
    });
  },
  async 'without settings'() {
    readSettings(CommonSettings, { DATABASE_URL: '', LOG_LEVEL: 'loud', DATABASE_POOL: '1000' });
    return service(async () => {});
  },
  async crashing() {
    setTimeout(() => {
      throw new Error('uncaught on purpose');
    }, 0);
    return service(async () => {});
  },
  async refused() {
    throw new JophielError('DOMAIN_INVALID', '/features/0/weight must be > 0 (it is 0)');
  },
  async broken() {
    throw new TypeError('x is not a function');
  },
};

await runProcess(lives[life!]!);
