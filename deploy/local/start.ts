import { connectAsInstaller, install } from '@jophiel/cli/install';
import { defaultUrl, forgetStack, rememberStack, repository, serviceNames, type Stack } from '@jophiel/cli/stack';
import { timedCommand } from '@jophiel/cli/timed-command';
import { waitUntilReady } from '@jophiel/cli/wait-until-ready';
import { JophielError } from '@jophiel/errors';
import { setVariables } from '@jophiel/settings';
import { type Backends, provideBackends } from './backends.ts';
import { Console } from './console.ts';
import { fillIfEmpty } from './demo.ts';
import { readOptions } from './options.ts';
import { requireFreePorts } from './ports.ts';
import { serviceEnvironment } from './service-environment.ts';
import { ServiceProcess } from './service-process.ts';
import { openSupervisorLogs } from './supervisor-logs.ts';
import { whatToTry } from './what-to-try.ts';

/* npm start: the whole of Jophiel on this machine, every service a process of its own. */

/** Without a snapshot, ann reads a million samples for a minute or two; what it is at stands on the console meanwhile. */
const READY_PATIENCE_MS = 600_000;

const { staysEmpty } = readOptions();
const startedAt = Date.now();
const { logs, logger } = await openSupervisorLogs(process.env);
const output = new Console(['jophiel', ...serviceNames], logger);
const services: ServiceProcess[] = [];
let backends: Backends | undefined;
let stopping: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
try {
  await start();
} catch (error) {
  output.say(
    'jophiel',
    error instanceof JophielError ? `${error.code}: ${error.message}` : String((error as Error).stack),
  );
  await stop(1);
}

async function start(): Promise<void> {
  output.say(
    'jophiel',
    logs.folder === undefined ? 'there are no log files (LOG_FOLDER=off)' : `logs are in ${logs.folder}`,
  );
  const variables = setVariables(process.env);
  const domain = variables.JOPHIEL_DOMAIN ?? 'audio';
  const urls = Object.fromEntries(serviceNames.map((name) => [name, defaultUrl(name, variables)])) as Stack['services'];
  await requireFreePorts({ databaseUrl: undefined, natsUrl: undefined, domain, services: urls });
  backends = await provideBackends(variables, output);
  const stack: Stack = { ...backends, domain, services: urls };
  rememberStack(stack);

  await timedCommand(stack, 'install', async (command) => {
    const database = connectAsInstaller(stack);
    for (const line of await install(database, command.done)) output.say('jophiel', line);
    await database.close();
  });

  const environment = serviceEnvironment(variables, backends);
  for (const name of serviceNames) {
    const service = new ServiceProcess({
      name,
      file: `${repository}services/${name}/src/main.ts`,
      environment,
      console: output,
    });
    services.push(service);
    service.start();
  }
  await waitUntilReady(stack, READY_PATIENCE_MS);
  output.say('jophiel', 'all services are ready');
  if (!staysEmpty) await fillIfEmpty(stack);
  output.say('jophiel', await whatToTry(stack, logs.folder));
  output.say('jophiel', `started in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** First who takes events in, then who works on them, last what all of them stand on. */
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
