import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { localFolder, repository } from '@jophiel/local';
import { setVariables } from '@jophiel/service/settings';
import { type TemporaryFolder, temporaryFolder } from '@jophiel/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serviceEnvironment } from '../../deploy/local/service-environment.ts';

const example = readFileSync(`${repository}.env.example`, 'utf8');

describe('.env.example: "Copy to .env"', () => {
  test('a copy sets nothing, so the folders of logs and snapshots stay those of npm start', () => {
    const variables = setVariables(parseEnv(example));
    expect(variables).toEqual({});
    const provided = { databaseUrl: 'postgresql://x', natsUrl: 'nats://x' };
    expect(serviceEnvironment(variables, provided)).toEqual({
      LOG_FOLDER: `${localFolder}/logs`,
      ANN_SNAPSHOT_FOLDER: `${localFolder}/data/ann`,
      DATABASE_URL: 'postgresql://x',
      NATS_URL: 'nats://x',
    });
  });

  test('what is set there reaches the services; provided servers go before', () => {
    const variables = { LOG_FOLDER: '/var/log/jophiel', DATABASE_URL: 'postgresql://x' };
    const environment = serviceEnvironment(variables, { databaseUrl: 'postgresql://y', natsUrl: 'nats://y' });
    expect(environment).toMatchObject({ LOG_FOLDER: '/var/log/jophiel', DATABASE_URL: 'postgresql://y' });
  });
});

describe('.env is read for the commands too', { timeout: 120_000 }, () => {
  let folder: TemporaryFolder;

  /** A checkout whose .env can be written without touching that of this one. */
  beforeEach(() => {
    folder = temporaryFolder('checkout');
    for (const name of ['deploy/local', 'node_modules']) mkdirSync(`${folder.path}/${name}`, { recursive: true });
    copyFileSync(`${repository}deploy/local/bootstrap.mjs`, `${folder.path}/deploy/local/bootstrap.mjs`);
    for (const name of ['cli', 'libs', 'prisma', 'node_modules/.bin'])
      symlinkSync(repository + name, `${folder.path}/${name}`);
    for (const name of ['package-lock.json', 'node_modules/.package-lock.json'])
      copyFileSync(repository + name, `${folder.path}/${name}`);
  });
  afterEach(() => {
    folder.remove();
  });

  const run = (environment: Readonly<Record<string, string>>) =>
    spawnSync('node', [`${folder.path}/deploy/local/bootstrap.mjs`, 'jophiel', 'batch:run'], {
      env: { PATH: process.env.PATH, LOG_FOLDER: 'off', ...environment },
      encoding: 'utf8',
    });

  test('a command asks the service where .env says', () => {
    writeFileSync(`${folder.path}/.env`, `${example}\nSCORER_PORT=9\n`);
    const { status, stderr } = run({});
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^SERVICE_UNAVAILABLE: .*http:\/\/127\.0\.0\.1:9\./m)]);
  });

  test('the environment goes before the file', () => {
    writeFileSync(`${folder.path}/.env`, 'SCORER_PORT=9\n');
    expect(run({ SCORER_PORT: '7' }).stderr).toMatch(/^SERVICE_UNAVAILABLE: .*http:\/\/127\.0\.0\.1:7\./m);
  });
});
