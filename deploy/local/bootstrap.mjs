// The door of every npm script: runs on any Node ≥ 20 without a package installed, sees to it that the packages, the
// Node that the project pins, Prisma's client, compiled kernels and a nats-server are there, and hands over to them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [task, ...args] = process.argv.slice(2);

const tasks = {
  start: () => node('deploy/local/start.ts', ...args),
  test: () => run('turbo', ['run', 'test', '--concurrency=2', '--output-logs=errors-only', ...args]),
  check: () => node('deploy/local/check.ts', ...args),
  jophiel: () => node('cli/src/main.ts', ...args),
  bench: () => node('test/bench/main.ts', ...args),
  docs: () => node('deploy/docs/generate.ts', ...args),
};

if (!(task in tasks)) fail(`Unknown task ${task}; there are ${Object.keys(tasks).join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node ${process.versions.node} is too old to begin with; any Node from 20 on will do.`);

await installPackages();
generatePrismaClient();
await compileKernels();
if (['start', 'test', 'bench'].includes(task) && !process.env.NATS_URL) await provideNatsServer();
process.exit(await tasks[task]());

/** npm writes its own lock into node_modules last: older than ours means unfinished or outdated. */
async function installPackages() {
  const done = join(root, 'node_modules/.package-lock.json');
  if (
    existsSync(done) &&
    existsSync(join(root, 'node_modules/.bin/node')) &&
    statSync(done).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  )
    return;
  say('installing the packages (npm ci); this takes about a minute');
  // Only the scripts that package.json allows; older versions of npm would run them all, so they run none but ours.
  const status = await run('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--no-progress']);
  if (status !== 0) fail('npm ci failed; its messages are above.');
  if ((await run('npm', ['rebuild', 'node', '--loglevel=error'], { npm_config_ignore_scripts: 'false' })) !== 0)
    fail('The pinned Node could not be set up (npm rebuild node).');
}

/** Prisma's client is made of prisma/schema; made again when that changed. */
function generatePrismaClient() {
  const generated = join(root, 'libs/postgres/src/generated');
  const schema = join(root, 'prisma/schema');
  const text =
    readdirSync(schema)
      .sort()
      .map((name) => readFileSync(join(schema, name), 'utf8'))
      .join('\n') + readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = join(generated, '.made-of');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return;
  say('generating the Prisma client');
  // Generating needs no schema engine; naming any program keeps Prisma from downloading one.
  const environment = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const { status, stdout, stderr } = spawnSync('prisma', ['generate'], {
    cwd: root,
    env: { ...environmentOf(), ...environment },
    encoding: 'utf8',
  });
  if (status !== 0) fail(`prisma generate failed:\n${stdout}\n${stderr}`);
  mkdirSync(generated, { recursive: true });
  writeFileSync(stamp, text);
}

/** Whoever needs the kernels compiles them when their sources changed; here, so that no service starts without any. */
async function compileKernels() {
  if (existsSync(join(root, 'libs/nearest/src/exact/generated/kernel.wasm'))) return;
  say('compiling the kernels of the exact scan');
  if ((await node('libs/nearest/build.ts')) !== 0) fail('The kernels could not be compiled; the messages are above.');
}

async function provideNatsServer() {
  if ((await node('deploy/local/provide-nats-server.ts')) !== 0) process.exit(1);
}

function node(...nodeArgs) {
  return run('node', nodeArgs);
}

/** Runs a program, of the project's own packages first, then of the system, and passes on the signals that ask it to end. */
function run(command, commandArgs, environment = {}) {
  const child = spawn(command, commandArgs, {
    cwd: root,
    stdio: 'inherit',
    env: { ...environmentOf(), ...environment },
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${command} could not be started: ${error.message}`));
    child.once('exit', (status) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass);
      resolve(status ?? 1);
    });
  });
}

function environmentOf() {
  const own = join(root, 'node_modules/.bin');
  return {
    ...process.env,
    PATH: `${own}${delimiter}${process.env.PATH}`,
    TURBO_TELEMETRY_DISABLED: '1',
    NODE_NO_WARNINGS: '1',
  };
}

function say(text) {
  process.stderr.write(`jophiel: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
