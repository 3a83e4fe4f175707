import { JophielError } from '@jophiel/errors';
import { isLoopback } from '@jophiel/http';
import type { Database } from '@jophiel/postgres';
import { setVariables } from '@jophiel/service/settings';
import { connectAsInstaller, install, installStreams } from './stack/install.ts';
import { neededServices } from './stack/needed-services.ts';
import { serviceNames } from './stack/services.ts';
import { defaultUrl, forgetStack, localFolder, repository, runningFile, saveStack, type Stack } from './stack/stack.ts';
import { timedCommand } from './stack/timed-command.ts';
import { waitUntilReady } from './stack/wait-until-ready.ts';
import { whenOrphaned } from './supervision/ancestors.ts';
import { lockCheckout } from './supervision/lock.ts';
import { Watchdog } from './supervision/watchdog.ts';
import { type Backends, provideBackends } from './backends.ts';
import { Console } from './console.ts';
import { provideDevelopmentAccess } from './access/development-access.ts';
import { fillIfEmpty } from './demo.ts';
import { readOptions } from './options.ts';
import { requireFreePorts } from './ports.ts';
import { serviceEnvironment } from './service-environment.ts';
import { ServiceProcess } from './service-process.ts';
import { openSupervisorLogs } from './supervisor-logs.ts';
import { whatToTry } from './what-to-try.ts';

/** npm start: all of Jophiel on this machine, every service in its own process. */

/** Without a snapshot, ann loads a million samples in a minute or two; the console shows its progress. */
const READY_TIMEOUT_MS = 600_000;

const { staysEmpty } = readOptions();
const startedAt = Date.now();
const { logs, logger } = await openSupervisorLogs(process.env);
const output = new Console(['jophiel', ...serviceNames], logger);
// A terminal that is gone, or a closed pipe, is no reason to die without stopping.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const watchdog = await guard();
const services: ServiceProcess[] = [];
let backends: Backends | undefined;
let stopping: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
whenOrphaned((who) => {
  output.say('jophiel', `${who} is gone`);
  void stop(1);
});
try {
  await start();
} catch (error) {
  // What fails while everything is being stopped failed because of that.
  if (stopping === undefined)
    output.say(
      'jophiel',
      error instanceof JophielError ? `${error.code}: ${error.message}` : String((error as Error).stack),
    );
  await stop(1);
}

/** Takes the checkout for this run alone, before anything starts, and has somebody end it if this process is killed. */
async function guard(): Promise<Watchdog> {
  try {
    const lock = await lockCheckout(localFolder, (text) => output.say('jophiel', text));
    return new Watchdog(runningFile, (pid) => lock.note(pid));
  } catch (error) {
    if (!(error instanceof JophielError)) throw error;
    output.say('jophiel', `${error.code}: ${error.message}`);
    return process.exit(1);
  }
}

async function start(): Promise<void> {
  output.say('jophiel', logs.folder === undefined ? 'no log files (LOG_FOLDER=off)' : `logs are in ${logs.folder}`);
  const variables = setVariables(process.env);
  const domain = variables.JOPHIEL_DOMAIN ?? 'audio';
  const urls = Object.fromEntries(serviceNames.map((name) => [name, defaultUrl(name, variables)])) as Stack['services'];
  await requireFreePorts({ databaseUrl: undefined, natsUrl: undefined, domain, services: urls });
  backends = await provideBackends(variables, output, watchdog, () => void stop(1));
  const { databaseUrl, natsUrl, logins, urlsOf } = backends;
  const stack: Stack = { databaseUrl, natsUrl, domain, services: urls };
  saveStack(stack);

  const access = await timedCommand(stack, 'install', async (command) => {
    const database = connectAsInstaller(stack);
    for (const line of await install(database, command.done, logins)) output.say('jophiel', line);
    const provided = await accessFor(variables, database);
    await database.close();
    output.say('jophiel', await installStreams(stack));
    return provided;
  });

  if (stopping !== undefined) return;
  const needed = neededServices(domain);
  for (const name of serviceNames)
    if (!needed.includes(name)) output.say(name, 'not started: the definition weighs no co-interaction');
  for (const name of needed) {
    const service = new ServiceProcess({
      name,
      file: `${repository}services/${name}/src/main.ts`,
      environment: serviceEnvironment({ ...access?.settings, ...variables }, urlsOf(name)),
      console: output,
      onLife: watchdog.follow('SERVICE'),
    });
    services.push(service);
    service.start();
  }
  await waitUntilReady(stack, READY_TIMEOUT_MS);
  output.say('jophiel', 'all services are ready');
  if (!staysEmpty) await fillIfEmpty(stack);
  // The log has it without the key.
  output.say('jophiel', await whatToTry(stack, { logFolder: logs.folder, key: access?.key }));
  output.say('jophiel', `started in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Beyond loopback, and where access is off, no key is made. */
async function accessFor(variables: Readonly<Record<string, string>>, database: Database) {
  if (variables.ACCESS === 'off') return undefined;
  if (isLoopback(variables.HOST ?? '127.0.0.1')) return provideDevelopmentAccess(database);
  output.say(
    'jophiel',
    'HOST is beyond loopback: there is no development key. Make one: npm run jophiel -- keys create',
  );
  return undefined;
}

/** Stops the services, and then the servers behind them. */
async function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    output.say('jophiel', 'stopping');
    const ended = await Promise.all(
      services.map(async (service) => ({ name: service.name, byItself: await service.stop() })),
    );
    for (const { name, byItself } of ended) if (!byItself) output.say(name, 'did not stop in time and was killed');
    await backends?.stop();
    forgetStack();
    output.say('jophiel', 'stopped');
    logs.close();
    process.exit(code);
  })();
  await stopping;
}
