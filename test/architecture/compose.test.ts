import { existsSync, globSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import {
  findStack,
  manifests,
  namedLogins,
  natsPasswordVariable,
  natsUsers,
  passwordVariables,
  portOf,
  postgresPasswordVariable,
  repository,
  type ServiceName,
  serviceNames,
} from '@jophiel/local';
import { loginOf } from '@jophiel/postgres';
import { ownUrlVariable } from '@jophiel/service';
import { readSettings, type SettingsGroup } from '@jophiel/service/settings';
import { NATS_IMAGE, POSTGRES_IMAGE } from '@jophiel/testing';
import { describe, expect, test } from 'vitest';
import { settingsGroups } from '../../docs/generate/settings-groups.ts';
import { composeFile, composeText, departures, interpolated } from './compose-file.ts';

const { services, volumes } = composeFile;
const own = globSync('services/*', { cwd: repository }).map((path) => path.replace('services/', '')) as ServiceName[];
const doneOnce = ['folders', 'install'];
const servers = ['postgres', 'nats'];
const passwords: Readonly<Record<string, string>> = Object.fromEntries(
  passwordVariables.map((name) => [name, `${name.toLowerCase()}1`]),
);

const groupOf = (title: string): SettingsGroup => settingsGroups.find((group) => group.title.startsWith(title))!;
const schemaOf = (name: ServiceName): SettingsGroup['schema'] =>
  manifests.find((manifest) => manifest.name === name)!.settings;

/** Settings of the container, not of the operator. */
const ofTheContainer: Readonly<Record<string, string>> = {
  HOST: '0.0.0.0',
  LOG_FOLDER: '/logs',
  ANN_SNAPSHOT_FOLDER: '/snapshots',
  ACCESS: 'on',
};
const backendsOf = (name: string): Readonly<Record<string, string>> => ({
  DATABASE_URL: `postgresql://${loginOf(name)}:${passwords[postgresPasswordVariable(name)]}@postgres:5432/jophiel`,
  NATS_URL: `nats://${name}:${passwords[natsPasswordVariable(name)]}@nats:4222`,
});

/** A value that the setting takes and that is not its default. */
function another(name: string, declared: object): string {
  const {
    type,
    anyOf,
    default: preset,
    enum: words,
    maximum,
  } = declared as {
    type?: string;
    anyOf?: readonly { const: string }[];
    default?: number | string | boolean;
    enum?: readonly string[];
    maximum?: number;
  };
  const choices = words ?? anyOf?.map(({ const: word }) => word);
  if (choices !== undefined) return choices.find((word) => word !== preset)!;
  if (type === 'boolean') return String(!preset);
  if (type === 'integer' || type === 'number') {
    const next = Number(preset ?? 1) + 1;
    return String(maximum === undefined || next <= maximum ? next : Number(preset) / 2);
  }
  if (name === 'HTTP_HOSTS') return 'something.example.org';
  return name === 'JOPHIEL_DOMAIN' ? 'definitions/mine.json' : 'https://something.example.org';
}

test('every service of the repository is there, what they stand on, and the commands', () => {
  expect(Object.keys(services).toSorted()).toEqual([...own, ...doneOnce, ...servers, 'cli'].toSorted());
  expect(own.toSorted()).toEqual(serviceNames.toSorted());
});

describe('"Compose can run it": every setting of .env.example reaches the service that reads it', () => {
  test.each(own)('%s is given each of its settings, and no variable that it does not read', (name) => {
    const read = Object.keys(schemaOf(name).properties);
    const given = Object.keys(services[name]!.environment!);
    expect(read.filter((setting) => !given.includes(setting))).toEqual([]);
    expect(given.filter((variable) => !read.includes(variable))).toEqual([]);
  });

  test.each(own)('what is set for %s arrives; the folders and the interface are those of the container', (name) => {
    const schema = schemaOf(name);
    const set = Object.fromEntries(
      Object.entries(schema.properties).map(([setting, declared]) => [setting, another(setting, declared)]),
    );
    const environment = interpolated(services[name]!.environment!, { ...passwords, ...set });
    expect(environment).toEqual({ ...set, ...pick(ofTheContainer, Object.keys(set)) });
    expect(() => readSettings(schema, environment)).not.toThrow();
  });

  test.each(own)('with nothing but the passwords, %s has its defaults and finds its servers by name', (name) => {
    const example = parseEnv(readFileSync(`${repository}.env.example`, 'utf8'));
    const schema = schemaOf(name);
    const expected = readSettings(schema, {
      ...backendsOf(name),
      ...pick(ofTheContainer, Object.keys(schema.properties)),
    });
    for (const variables of [passwords, { ...example, ...passwords }])
      expect(readSettings(schema, interpolated(services[name]!.environment!, variables))).toEqual(expected);
  });

  test('every setting of the example file is used somewhere', () => {
    const names = settingsGroups.flatMap(({ schema }) => Object.keys(schema.properties));
    const used = names.filter((name) => composeText.includes(`\${${name}:`) || name in ofTheContainer);
    expect(names.filter((name) => !used.includes(name))).toEqual([]);
  });

  test('a definition of your own is found under one path by npm start and in the containers', () => {
    expect(/^WORKDIR (.*)$/m.exec(readFileSync(`${repository}deploy/Dockerfile`, 'utf8'))![1]).toBe('/jophiel');
    expect(existsSync(`${repository}definitions/README.md`)).toBe(true);
    for (const name of [...own, 'install', 'cli'])
      expect(services[name]!.volumes).toContain('./definitions:/jophiel/definitions:ro');
  });

  test('snapshots of ann and all logs are kept in volumes', () => {
    expect(services.ann!.volumes).toContain('snapshots:/snapshots');
    for (const name of [...own, 'install', 'cli']) expect(services[name]!.volumes).toContain('logs:/logs');
    const { command } = services.folders!;
    expect(command).toEqual(['chown', 'node:node', '/logs', '/snapshots']);
  });
});

function pick(values: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

describe('"the file is validated against the compose specification\'s schema in CI"', () => {
  test('it keeps the schema, as written and with its variables filled in', () => {
    expect(departures(composeFile)).toEqual([]);
    expect(departures(interpolated(composeFile, passwords))).toEqual([]);
  });

  test.each([
    ['an unknown key', { healthchek: {} }, '/services/ann: must not have additional properties'],
    ['a port that is none', { ports: [{ from: 1 }] }, '/services/ann/ports/0: must match exactly one schema in oneOf'],
    ['an unknown condition', { depends_on: { nats: { condition: 'up' } } }, '/services/ann/depends_on'],
  ])('%s is found', (_, wrong, problem) => {
    const file = { ...composeFile, services: { ...services, ann: { ...services.ann, ...wrong } } };
    expect(departures(file).join('\n')).toContain(problem);
  });

  test('what a service refers to is there: services, volumes, files of the image', () => {
    const image = readFileSync(`${repository}deploy/Dockerfile`, 'utf8');
    for (const { depends_on = {}, volumes: mounts = [], command = [], entrypoint = [] } of Object.values(services)) {
      for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name);
      for (const name of mounts.map((mount) => mount.split(':')[0]!)) {
        if (name.startsWith('./')) expect([name, existsSync(repository + name)]).toEqual([name, true]);
        else expect(Object.keys(volumes)).toContain(name);
      }
      for (const file of [...command, ...entrypoint].filter((word) => word.endsWith('.ts'))) {
        expect(existsSync(repository + file)).toBe(true);
        expect(image).toMatch(new RegExp(`^COPY ${file.split('/')[0]} `, 'm'));
      }
    }
    expect(image).toMatch(/^COPY deploy\/health\.mjs deploy\/health\.mjs$/m);
  });

  test('one service builds the image, and every service that uses it waits for that one', () => {
    const using = Object.entries(services).filter(([, { image }]) => image === 'jophiel');
    expect(using.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(['install']);
    for (const [name, { pull_policy, depends_on }] of using) {
      if (name === 'install') continue;
      expect([name, pull_policy]).toEqual([name, 'never']);
      if (name !== 'folders') expect(depends_on).toHaveProperty('install');
    }
  });
});

test.each(own)('%s runs its own program, is published on loopback only and waits for what it needs', (name) => {
  const { variable, preset } = portOf(name);
  for (const [variables, port] of [
    [passwords, preset],
    [{ ...passwords, [variable]: '12345' }, 12345],
  ] as const) {
    const { command, ports, healthcheck } = interpolated(services[name]!, variables);
    expect(command).toEqual(['node', `services/${name}/src/main.ts`]);
    expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(healthcheck!.test).toEqual(['CMD', 'node', 'deploy/health.mjs', String(port)]);
  }
  expect(services[name]!.depends_on).toEqual({
    install: { condition: 'service_completed_successfully' },
    nats: { condition: 'service_healthy' },
  });
});

describe('the servers', () => {
  test.each([
    ['postgres', 'POSTGRES_PORT', '15432', '5432', POSTGRES_IMAGE],
    ['nats', 'NATS_PORT', '14222', '4222', NATS_IMAGE],
  ])(
    '%s is published on loopback, at a port that %s says, and is the one of the tests',
    (name, setting, preset, inside, image) => {
      expect(interpolated(services[name]!.ports, passwords)).toEqual([`127.0.0.1:${preset}:${inside}`]);
      expect(interpolated(services[name]!.ports, { ...passwords, [setting]: '7' })).toEqual([`127.0.0.1:7:${inside}`]);
      expect(groupOf('docker compose').schema.properties[setting]).toMatchObject({ default: Number(preset) });
      expect(services[name]!.image).toBe(image);
    },
  );
});

describe('the commands run in a container', () => {
  const { cli } = services;

  test('as docker compose run --rm cli, which docker compose up does not start', () => {
    expect(cli!.entrypoint).toEqual(['node', 'cli/src/main.ts']);
    expect(cli!.profiles).toEqual(['cli']);
    const readme = readFileSync(`${repository}README.md`, 'utf8').split('\n');
    expect(readme.filter((line) => line.includes('docker compose run --rm cli')).length).toBeGreaterThan(0);
  });

  test('there they reach every service by its name, at its port', () => {
    const stack = findStack(interpolated(cli!.environment!, { ...passwords, SCORER_PORT: '9000' }));
    expect(stack).toMatchObject({
      databaseUrl: `postgresql://jophiel:${passwords.POSTGRES_PASSWORD}@postgres:5432/jophiel`,
      natsUrl: `nats://installer:${passwords.NATS_PASSWORD_INSTALLER}@nats:4222`,
    });
    const expected = serviceNames.map((name) => [
      name,
      `http://${name}:${name === 'scorer' ? 9000 : portOf(name).preset}`,
    ]);
    expect(stack.services).toEqual(Object.fromEntries(expected));
  });

  test('they are given every setting of theirs', () => {
    expect(Object.keys(cli!.environment!)).toEqual(
      expect.arrayContaining(Object.keys(groupOf('Commands').schema.properties)),
    );
  });
});

test.each(Object.keys(services).filter((name) => ![...doneOnce, 'cli'].includes(name)))(
  '%s has a health check',
  (name) => {
    expect(services[name]!.healthcheck?.test[0]).toBe('CMD');
  },
);

test('deploy/smoke.sh asks every service whether it is ready', () => {
  const asked = readFileSync(`${repository}deploy/smoke.sh`, 'utf8').matchAll(/"\$\{(\w+_PORT):-(\d+)\}"/g);
  expect(Object.fromEntries([...asked].map(([, variable, preset]) => [variable, Number(preset)]))).toEqual(
    Object.fromEntries(serviceNames.map(portOf).map(({ variable, preset }) => [variable, preset])),
  );
});

describe('users', () => {
  test.each(own)(
    'a URL of its own for %s goes before the shared one, and that before the server of the file',
    (name) => {
      const [database, nats] = (['DATABASE_URL', 'NATS_URL'] as const).map((server) => ownUrlVariable(name, server));
      const urlsFor = (variables: Readonly<Record<string, string>>) =>
        pick(interpolated(services[name]!.environment!, { ...passwords, ...variables }), ['DATABASE_URL', 'NATS_URL']);
      const shared = { DATABASE_URL: 'postgresql://shared', NATS_URL: 'nats://shared' };
      expect(urlsFor({})).toEqual(backendsOf(name));
      expect(urlsFor(shared)).toEqual(shared);
      expect(urlsFor({ ...shared, [database!]: 'postgresql://own', [nats!]: 'nats://own' })).toEqual({
        DATABASE_URL: 'postgresql://own',
        NATS_URL: 'nats://own',
      });
    },
  );

  test('db:install is given every login, and NATS every password', () => {
    const { environment } = interpolated(services.install!, passwords);
    expect(namedLogins(environment!)).toEqual(
      own
        .map((service) => ({ service, password: passwords[postgresPasswordVariable(service)] }))
        .toSorted((one, other) => serviceNames.indexOf(one.service) - serviceNames.indexOf(other.service)),
    );
    expect(Object.keys(services.nats!.environment!).toSorted()).toEqual(
      natsUsers.map(({ name }) => natsPasswordVariable(name)).toSorted(),
    );
  });
});

describe('passwords', () => {
  test('have no default: each must be set, and is asked for by name', () => {
    const used = composeText.match(/\$\{\w*PASSWORD[^}]*\}/g)!;
    expect(used.length).toBeGreaterThanOrEqual(4);
    for (const password of used) expect(password).toMatch(/^\$\{(\w+):\?set \1 in \.env\}$/);
    expect([...new Set(used.map((text) => /\w+/.exec(text)![0]))].toSorted()).toEqual(passwordVariables.toSorted());
    for (const name of passwordVariables)
      expect(() => interpolated(composeFile, { ...passwords, [name]: '' })).toThrow(`${name}: set ${name} in .env`);
  });

  test('stand nowhere else', () => {
    const values = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secret = values.filter(([name, value]) => /PASSWORD/.test(name) || /:\/\/[^/]*@/.test(value));
    expect(secret.length).toBeGreaterThan(10);
    for (const [, value] of secret) expect(value).toMatch(/\$\{\w*PASSWORD\w*:\?/);
  });
});
