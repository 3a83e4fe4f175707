import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { insideEvents, outsideEvents } from '@jophiel/contracts';
import { type EmbeddedNats, startNats } from '@jophiel/embedded';
import type { JophielError } from '@jophiel/errors';
import { type ClosableTransport, connectNats, connectTransport, streams } from '@jophiel/nats';
import { durablesOf, inboxPrefixOf, streamSubjectsOf } from '@jophiel/nats/permissions';
import type { ServiceManifest } from '@jophiel/service/manifest';
import { eventually, temporaryFolder } from '@jophiel/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { manifests } from '../stack/services.ts';
import { embeddedNatsAccess, type NatsAccess, TESTER } from './embedded-nats.ts';
import { natsUsers } from './nats-users.ts';

const folder = temporaryFolder('nats-users');
const services: readonly ServiceManifest[] = manifests;
const size = { replicas: 1, scale: 0.02 };
let access: NatsAccess;
let server: EmbeddedNats;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  access = embeddedNatsAccess(folder.path, { withTester: true });
  server = await startNats({ folder: folder.path, settings: access.settings });
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

async function connect(user: string) {
  const connection = await connectNats({
    url: access.urlOf(server.url, user),
    name: 'test',
    inboxPrefix: inboxPrefixOf(user),
  });
  open.push(connection);
  const refused = new Set<string>();
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && 'subject' in status.error) refused.add(String(status.error.subject));
  })();
  /** Errors come in order: once that of the last subject is here, so are all. */
  const settled = async () => {
    connection.publish('last', '');
    await eventually(() => expect(refused).toContain('last'));
    refused.delete('last');
  };
  return { connection, refused, settled };
}

/** A subject under a declared one that ends in `>`. */
const concrete = (subject: string): string => subject.replace(/>$/, 'like');
const durables = services.flatMap(durablesOf);
const followers = services.flatMap(({ name, follows }) => follows.map(({ subject }) => ({ name, subject })));
const events = [...insideEvents, ...outsideEvents].map(({ subject }) => concrete(subject));
const requests = services.flatMap(({ answers }) => answers.map(({ subject }) => subject));
const replays = services.map(({ name }) => `work.replay.${name}.interaction.recorded`);

const streamVerbs = ['CREATE', 'INFO', 'UPDATE', 'DELETE', 'PURGE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'];
const moreStreamVerbs = ['PEER.REMOVE', 'LEADER.STEPDOWN'];
/** Every subject of the API of JetStream 2.9, for every stream and consumer of Jophiel, and some of foreign ones. */
const api = [
  'INFO',
  'STREAM.NAMES',
  'STREAM.LIST',
  'ACCOUNT.PURGE.X',
  'META.LEADER.STEPDOWN',
  'SERVER.REMOVE',
  'STREAM.TEMPLATE.CREATE.x',
  'STREAM.TEMPLATE.DELETE.x',
  'STREAM.CREATE.FOREIGN',
  'CONSUMER.CREATE.FOREIGN',
  ...streams.flatMap(({ name }) => [
    ...[...streamVerbs, ...moreStreamVerbs].map((verb) => `STREAM.${verb}.${name}`),
    `DIRECT.GET.${name}`,
    `DIRECT.GET.${name}.interaction.recorded`,
    ...['NAMES', 'LIST', 'CREATE'].map((verb) => `CONSUMER.${verb}.${name}`),
    `CONSUMER.CREATE.${name}.mine`,
    `CONSUMER.CREATE.${name}.mine.sample.unheard`,
    `CONSUMER.DURABLE.CREATE.${name}.mine`,
  ]),
  ...durables.flatMap(({ stream, name, subject }) => [
    ...['CREATE', 'INFO', 'DELETE', 'MSG.NEXT', 'DURABLE.CREATE', 'LEADER.STEPDOWN'].map(
      (verb) => `CONSUMER.${verb}.${stream}.${name}`,
    ),
    `CONSUMER.CREATE.${stream}.${name}.${concrete(subject)}`,
  ]),
].map((subject) => `$JS.API.${subject}`);
const acks = durables.map(({ stream, name }) => `$JS.ACK.${stream}.${name}.1.1.1.1.1`);
const inboxes = natsUsers.map(({ name }) => `${inboxPrefixOf(name)}.x`);
const everything = [...new Set([...events, ...requests, ...replays, ...api, ...acks, ...inboxes, '$SYS.REQ.X', 'x.y'])];

const has = (list: readonly { readonly subject: string }[], subject: string) =>
  list.some((each) => concrete(each.subject) === subject);
const streamOf = (subject: string): string =>
  streams.find(({ subjects }) =>
    subjects.some((each) => each === subject || (each.endsWith('>') && subject.startsWith(each.slice(0, -1)))),
  )!.name;

/** What a service may publish, told from its manifest a second time. */
function mayPublish(service: ServiceManifest, subject: string): boolean {
  const { name, consumes, follows, asks, emits, declaresStreams = false } = service;
  if (has(emits, subject) || has(asks, subject)) return true;
  if (consumes.length > 0 && subject.startsWith(`work.replay.${name}.`)) return true;
  if (subject === '$JS.API.INFO') return true;
  const stream = /JOPHIEL_[A-Z]+/.exec(subject)?.[0];
  if (stream === undefined) return false;
  const of = (list: readonly { readonly subject: string }[]) => list.some((each) => streamOf(each.subject) === stream);
  if (subject === `$JS.API.STREAM.CREATE.${stream}`) return declaresStreams;
  if (subject === `$JS.API.STREAM.INFO.${stream}`)
    return (
      declaresStreams || of([...consumes, ...follows, ...emits]) || (consumes.length > 0 && stream === 'JOPHIEL_WORK')
    );
  if (subject === `$JS.API.STREAM.MSG.GET.${stream}`) return of(emits);
  const own = durables.find((each) => each.name.startsWith(`${name}-`) && subject.includes(`.${each.name}`));
  if (own !== undefined)
    return (
      /^\$JS\.API\.CONSUMER\.(INFO|DELETE|MSG\.NEXT)\./.test(subject) ||
      subject === `$JS.API.CONSUMER.CREATE.${own.stream}.${own.name}.${concrete(own.subject)}` ||
      subject.startsWith('$JS.ACK.')
    );
  return false;
}

describe('every user tries every subject and every request of the API', () => {
  let refusals = 0;
  test.each(natsUsers.map(({ name }) => name))(
    '%s publishes what is its own and is refused everything else',
    async (user) => {
      const { connection, refused, settled } = await connect(user);
      for (const subject of everything) connection.publish(subject, '{}');
      await settled();
      const allowed = everything.filter((subject) => !refused.has(subject));
      const service = services.find(({ name }) => name === user);
      if (service !== undefined)
        expect(allowed.toSorted()).toEqual(everything.filter((each) => mayPublish(service, each)).toSorted());
      else if (user === 'installer')
        expect(allowed.filter((each) => !/^\$JS\.API\.(INFO|STREAM|CONSUMER)/.test(each))).toEqual([]);
      else {
        const own = outsideEvents.filter(({ senders = [] }) => senders.some((sender) => sender === user));
        expect(allowed.toSorted()).toEqual(own.map(({ subject }) => concrete(subject)).toSorted());
      }
      refusals += refused.size;
    },
  );

  test.each(natsUsers.map(({ name }) => name))('%s hears its own inbox and what it answers', async (user) => {
    const { connection, refused, settled } = await connect(user);
    const subjects = [
      ...everything,
      ...inboxes.map((each) => each.replace(/x$/, '>')),
      '>',
      'work.>',
      '_INBOX.>',
      '*.>',
    ];
    for (const subject of subjects) connection.subscribe(subject, { callback: () => {} });
    await settled();
    const answered = services.find(({ name }) => name === user)?.answers.map(({ subject }) => subject) ?? [];
    const own = [`${inboxPrefixOf(user)}.x`, `${inboxPrefixOf(user)}.>`, ...answered];
    expect(subjects.filter((subject) => !refused.has(subject)).toSorted()).toEqual(own.toSorted());
    refusals += refused.size;
  });

  test('which are some thousand refusals', () => {
    process.stderr.write(`${natsUsers.length} users, ${everything.length} subjects, ${refusals} refusals\n`);
    expect(refusals).toBeGreaterThan(3_000);
  });
});

test('nobody is let in without a user, with a wrong password, or as another', async () => {
  for (const url of [server.url, server.url.replace('//', '//scorer:wrong@'), server.url.replace('//', '//root:x@')])
    await expect(connectNats({ url, name: 'test' })).rejects.toMatchObject({ code: 'BROKER_FORBIDDEN' });
});

test('a consumer that a service may create reads no other subject than the one it says', async () => {
  const { connection } = await connect('feed-api');
  const created = await connection.request(
    '$JS.API.CONSUMER.CREATE.JOPHIEL_FACTS.mine.sample.removed',
    JSON.stringify({
      stream_name: 'JOPHIEL_FACTS',
      config: { name: 'mine', filter_subject: 'interaction.recorded', ack_policy: 'none', deliver_policy: 'all' },
    }),
  );
  expect(created.json()).toMatchObject({ error: { code: 400 } });
});

describe('with its permissions a service does all that its manifest says', () => {
  const forbidden: JophielError[] = [];
  async function transportOf(service: ServiceManifest): Promise<ClosableTransport> {
    const transport = connectTransport({
      url: access.urlOf(server.url, service.name),
      name: service.name,
      inboxPrefix: inboxPrefixOf(service.name),
      awaits: service.declaresStreams === true ? undefined : streamSubjectsOf(service),
      ...size,
      onFailure: () => {},
      onForbidden: (error) => forbidden.push(error),
    });
    open.push(transport);
    await eventually(() => expect(transport.connected()).toBe(true));
    return transport;
  }

  test('ingestion declares the streams; the others publish, consume, follow, ask and answer', async () => {
    const tester = await connect(TESTER);
    const transports = new Map<string, ClosableTransport>();
    for (const service of [...services].sort((one) => (one.declaresStreams === true ? -1 : 1)))
      transports.set(service.name, await transportOf(service));
    const heard: string[] = [];
    for (const { name, subject } of followers)
      await transports.get(name)!.follow(subject, () => heard.push(`${name} ${subject}`));
    const requested = services.flatMap(({ name, answers }) => answers.map(({ subject }) => ({ name, subject })));
    for (const { name, subject } of requested) await transports.get(name)!.serve(subject, async (body) => body);

    for (const { name, emits, asks } of services) {
      const transport = transports.get(name)!;
      const messages = emits.map(({ subject }) => ({ subject: concrete(subject), id: randomUUID(), body: '{}' }));
      const receipts = await transport.publish(messages);
      expect(receipts.every((receipt) => receipt !== undefined)).toBe(true);
      for (const [index, { subject, id }] of messages.entries()) {
        const sent = { subject, id, receipt: receipts[index]!, sentAt: new Date() };
        expect(await transport.lostSince(sent)).toBeUndefined();
        const other = { ...sent, id: 'another' };
        expect(await transport.lostSince(other)).toBeInstanceOf(Date);
      }
      for (const { subject } of asks)
        expect(Buffer.from(await transport.request(subject, 'body', 5_000)).toString()).toBe('body');
    }
    for (const subject of [...outsideEvents, ...services.flatMap(({ consumes }) => consumes)])
      tester.connection.publish(concrete(subject.subject), '{}');
    for (const { name, consumes } of services) {
      const transport = transports.get(name)!;
      if (consumes.length > 0)
        await transport.publish([{ subject: `work.replay.${name}.sample.x`, id: randomUUID(), body: '{}' }]);
    }
    for (const durable of durables) {
      const { name } = services.find((service) => durable.name.startsWith(`${service.name}-`))!;
      const subscription = await transports.get(name)!.subscribe({ ...durable, maxHeld: 10 });
      const [delivery] = await subscription.next(1);
      delivery!.ack();
      await subscription.stop();
    }
    for (const { name, subject } of followers) await eventually(() => expect(heard).toContain(`${name} ${subject}`));
    expect(forbidden).toEqual([]);
  });

  test('a subject that a service may not use is an error of its own, at once, and no outage', async () => {
    const transport = await transportOf(services.find(({ name }) => name === 'feed-api')!);
    expect(await transport.publish([{ subject: 'interaction.recorded', id: 'x', body: '' }])).toEqual([undefined]);
    expect(forbidden).toMatchObject([
      { code: 'BROKER_FORBIDDEN', message: expect.stringContaining('interaction.recorded') },
    ]);
    await expect(transport.request('work.batch.requested', '', 5_000)).rejects.toMatchObject({
      code: 'BROKER_FORBIDDEN',
    });
    expect(transport.connected()).toBe(true);
  });
});

test('the passwords and the configuration are readable by their owner alone, and stay', () => {
  for (const file of ['passwords.json', 'nats.conf'])
    expect(statSync(`${folder.path}/${file}`).mode & 0o777).toBe(0o600);
  expect(embeddedNatsAccess(folder.path, { withTester: true }).settings).toEqual(access.settings);
});
