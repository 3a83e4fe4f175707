// Entry point of every npm script. Runs on any Node ≥ 20 without installed packages, installs the packages and the
// pinned Node, generates code, and hands over to that Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [task, ...args] = process.argv.slice(2);

const tasks = {
  start: async () => (await generated()) || node(...settings(), 'deploy/local/start.ts', ...args),
  jophiel: async () => (await generated()) || node(...settings(), 'cli/src/main.ts', ...args),
  // turbo.json names the tasks that generate what tests need, with or without this script.
  test: () => run('turbo', ['run', 'test', ...args]),
  'test:security': async () =>
    (await generated()) ||
    (await node('libs/embedded/provide-nats-server.ts')) ||
    run('vitest', ['run', '--root', 'test', '--config', '../vitest.config.ts', ...args], { JOPHIEL_LONG_TESTS: '1' }),
  check: async () => (await generated()) || node('deploy/local/check.ts', ...args),
  bench: async () =>
    (await generated()) || (await node('libs/embedded/provide-nats-server.ts')) || node('test/bench/main.ts', ...args),
  audit: () => node('deploy/supply-chain/audit.ts'),
  sbom: () => node('deploy/supply-chain/write-sbom.ts', ...args),
  pin: () => node('deploy/supply-chain/pin-images.ts'),
  docs: async () => (await generated()) || node('docs/generate/generate.ts', ...args),
  format: () => run('prettier', ['--write', '--log-level', 'warn', ...(args.length > 0 ? args : ['.'])]),
};

if (!(task in tasks)) fail(`Unknown task ${task}; there are ${Object.keys(tasks).join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node ${process.versions.node} is too old to begin with; any Node from 20 on will do.`);

await installPackages();
process.exit(await tasks[task]());

/** Installs the packages of package-lock.json, unless they are installed. */
async function installPackages() {
  if (isInstalled()) return;
  say('installing the packages (npm ci); this takes about a minute');
  // Only scripts that package.json allows; older versions of npm would run all, so they run only ours.
  const status = await run('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--no-progress']);
  if (status !== 0) fail('npm ci failed; its messages are above.');
  if ((await run('npm', ['rebuild', 'node', '--loglevel=error'], { npm_config_ignore_scripts: 'false' })) !== 0)
    fail('The pinned Node could not be set up (npm rebuild node).');
  isInstalled();
}

/**
 * npm writes its own lock into node_modules last. An older one than ours means unfinished or outdated, unless only the
 * time of ours changed, as after a git checkout.
 */
function isInstalled() {
  const [ours, theirs] = [join(root, 'package-lock.json'), join(root, 'node_modules/.package-lock.json')];
  const stamp = join(root, 'node_modules/.installed-from');
  if (!existsSync(theirs) || !existsSync(join(root, 'node_modules/.bin/node'))) return false;
  const content = createHash('sha256').update(readFileSync(ours)).digest('hex');
  const changedAt = (file) => statSync(file).mtimeMs;
  if (existsSync(stamp) && changedAt(stamp) >= changedAt(theirs) && readFileSync(stamp, 'utf8') === content)
    return true;
  if (changedAt(theirs) < changedAt(ours)) return false;
  writeFileSync(stamp, content);
  return true;
}

/**
 * Generates Prisma's client and the compiled kernels; the scripts do nothing when both are current. @returns 0, or a
 * failure's code
 */
async function generated() {
  const scripts = ['libs/postgres/generate.ts', 'libs/nearest/generate.ts', 'libs/learning/generate.ts'];
  const codes = await Promise.all(scripts.map((script) => node(script)));
  return codes.find((code) => code !== 0) ?? 0;
}

/**
 * Only here is .env read, for npm start and the commands; docker compose reads it itself. Tests, checks and benchmarks
 * have their own servers. The environment overrides the file.
 */
function settings() {
  const file = join(root, '.env');
  return existsSync(file) ? [`--env-file=${file}`] : [];
}

function node(...nodeArgs) {
  return run('node', nodeArgs);
}

/** Runs a program of the project's packages or of the system, and forwards the signals that end it. */
function run(command, commandArgs, environment = {}) {
  const child = spawn(command, commandArgs, {
    cwd: root,
    stdio: 'inherit',
    env: { ...environmentOf(), ...environment },
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${command} could not be started: ${error.message}`));
    child.once('exit', (status) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, pass);
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
