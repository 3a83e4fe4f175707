import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedNats, startNats } from '@jophiel/embedded';
import { JophielError } from '@jophiel/errors';
import { transportConformance } from '@jophiel/transport/conformance';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connectNats, installTopology, jetStreamTransport, streams } from './index.ts';
import { streamConfig, streamOf } from './topology.ts';

const size = { replicas: 1, scale: 0.05 };
const within = { timeout: 10_000 };
const asProfile = { name: 'profile', subject: 'interaction.recorded', maxHeld: 100 };
const cleanup: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0).toReversed()) await step();
});

async function givenServer(): Promise<{ server: EmbeddedNats; folder: string; connect(): Promise<NatsConnection> }> {
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-nats-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startNats({ folder });
  cleanup.push(async () => server.stop());
  return {
    server,
    folder,
    async connect() {
      const connection = await connectNats({ url: server.url, name: 'test' });
      cleanup.push(async () => connection.close());
      return connection;
    },
  };
}

transportConformance('JetStream', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-nats-'));
  const server = await startNats({ folder });
  const connections: NatsConnection[] = [];
  return {
    async connect() {
      const connection = await connectNats({ url: server.url, name: 'test' });
      connections.push(connection);
      return jetStreamTransport(connection, size);
    },
    subject: () => `user.interaction.${randomUUID()}`,
    request: () => `request.${randomUUID()}`,
    async remove() {
      await Promise.all(connections.map(async (connection) => connection.close()));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

describe('topology', () => {
  test('installing twice changes nothing; every declared stream is there', async () => {
    const { connect } = await givenServer();
    const connection = await connect();
    await jetStreamTransport(connection, size);
    await jetStreamTransport(connection, size);
    const names: string[] = [];
    for await (const { config } of (await jetstreamManager(connection)).streams.list()) names.push(config.name);
    expect(names.sort()).toEqual(streams.map(({ name }) => name).sort());
  });

  test('a stream that differs on the server is an error that shows the difference', async () => {
    const { connect } = await givenServer();
    const connection = await connect();
    await jetStreamTransport(connection, size);
    await (await jetstreamManager(connection)).streams.update('JOPHIEL_FACTS', { max_age: 600_000_000_000 });
    const refused = jetStreamTransport(connection, size);
    await expect(refused).rejects.toBeInstanceOf(JophielError);
    await expect(refused).rejects.toThrow(/JOPHIEL_FACTS.*max_age is 600000000000, declared 604800000000000/);
  });

  test('no server: the error names the address, without the password', async () => {
    const refused = connectNats({ url: 'nats://me:secret@127.0.0.1:9', name: 'test' });
    await expect(refused).rejects.toThrow(/NATS does not answer at nats:\/\/…@127.0.0.1:9/);
  });
});

describe('a durable consumer survives', () => {
  const publish = async (connection: NatsConnection, ...bodies: string[]) =>
    (await jetStreamTransport(connection, size)).publish(
      bodies.map((body) => ({ subject: 'interaction.recorded', id: randomUUID(), body })),
    );

  test('the loss of its stream: both are created again and continue', async () => {
    const { connect } = await givenServer();
    const connection = await connect();
    const transport = await jetStreamTransport(connection, size);
    const subscription = await transport.subscribe(asProfile);
    cleanup.push(async () => subscription.stop());
    const [before] = await publish(connection, 'before');
    for (const delivery of await subscription.next(1)) delivery.ack();
    await (await jetstreamManager(connection)).streams.delete('JOPHIEL_FACTS');
    await vi.waitFor(async () => expect((await publish(connection, 'after'))[0]).toBeDefined(), within);
    const [delivery] = await subscription.next(1);
    expect(Buffer.from(delivery!.body).toString()).toBe('after');
    delivery!.ack();
    const [receipt] = await publish(await connect(), 'later');
    expect(receipt!.stream).not.toBe(before!.stream);
  });

  test('standing ahead of its stream, as after a power cut: it is created again instead of starving', async () => {
    const { server, folder, connect } = await givenServer();
    const connection = await connect();
    const transport = await jetStreamTransport(connection, size);
    const messageFiles = join(server.store, 'jetstream/$G/streams/JOPHIEL_FACTS/msgs');
    await publish(connection, 'a');
    await server.kill('SIGKILL');
    cpSync(messageFiles, join(folder, 'as-synced'), { recursive: true });
    const port = Number(new URL(server.url).port);
    const between = await startNats({ folder, port });
    await vi.waitFor(() => expect(transport.connected()).toBe(true), within);
    const first = await transport.subscribe(asProfile);
    await publish(connection, 'b', 'c');
    let acked = 0;
    while (acked < 3) {
      for (const delivery of await first.next(3)) {
        delivery.ack();
        acked += 1;
      }
    }
    await vi.waitFor(async () => expect(await first.pending()).toBe(0), within);
    // The server writes a consumer's state to its file a moment after the ack, and does not tell when.
    await sleep(500);
    await first.stop();
    await between.kill('SIGKILL');
    rmSync(messageFiles, { recursive: true });
    cpSync(join(folder, 'as-synced'), messageFiles, { recursive: true });
    const after = await startNats({ folder, port });
    cleanup.push(async () => after.stop());
    const manager = await jetstreamManager(await connect());
    const { delivered } = await manager.consumers.info('JOPHIEL_FACTS', 'profile');
    expect(delivered.stream_seq).toBeGreaterThan((await manager.streams.info('JOPHIEL_FACTS')).state.last_seq);
    await publish(await connect(), 'd');
    const fresh = await jetStreamTransport(await connect(), size);
    const second = await fresh.subscribe(asProfile);
    cleanup.push(async () => second.stop());
    const bodies: string[] = [];
    while (!bodies.includes('d')) {
      for (const delivery of await second.next(5)) {
        bodies.push(Buffer.from(delivery.body).toString());
        delivery.ack();
      }
    }
    expect(bodies).toEqual(['a', 'd']);
  });

  test('a restart of the server: what was published is delivered, what comes later too', async () => {
    const { server, folder, connect } = await givenServer();
    const connection = await connect();
    const transport = await jetStreamTransport(connection, size);
    const subscription = await transport.subscribe(asProfile);
    cleanup.push(async () => subscription.stop());
    await publish(connection, 'before');
    await server.kill('SIGKILL');
    await vi.waitFor(() => expect(transport.connected()).toBe(false), within);
    const back = Promise.withResolvers<void>();
    transport.onReconnect(back.resolve);
    const again = await startNats({ folder, port: Number(new URL(server.url).port) });
    cleanup.push(async () => again.stop());
    await back.promise;
    const bodies: string[] = [];
    while (bodies.length < 1) {
      for (const delivery of await subscription.next(5)) {
        bodies.push(Buffer.from(delivery.body).toString());
        delivery.ack();
      }
    }
    await vi.waitFor(() => expect(transport.connected()).toBe(true), within);
    await transport.publish([{ subject: 'interaction.recorded', id: randomUUID(), body: 'after' }]);
    while (!bodies.includes('after')) {
      for (const delivery of await subscription.next(5)) {
        bodies.push(Buffer.from(delivery.body).toString());
        delivery.ack();
      }
    }
    expect([...new Set(bodies)]).toEqual(['before', 'after']);
  });
});

test('a consumer that is gone has all messages of its stream before it', async () => {
  const { connect } = await givenServer();
  const connection = await connect();
  const transport = await jetStreamTransport(connection, size);
  await transport.publish(['a', 'b'].map((body) => ({ subject: 'interaction.recorded', id: body, body })));
  const subscription = await transport.subscribe({ ...asProfile, maxHeld: 1 });
  cleanup.push(async () => subscription.stop());
  await subscription.next(1);
  await (await jetstreamManager(connection)).consumers.delete('JOPHIEL_FACTS', 'profile');
  expect(await subscription.pending()).toBe(2);
});

describe('a process that only awaits its streams', () => {
  const awaiting = { ...size, awaits: ['interaction.recorded'] };

  test('says which is missing, and needs no other', async () => {
    const { connect } = await givenServer();
    const connection = await connect();
    await expect(jetStreamTransport(connection, awaiting)).rejects.toMatchObject({
      code: 'STREAM_MISSING',
      message: expect.stringContaining('JOPHIEL_FACTS'),
    });
    await (
      await jetstreamManager(connection)
    ).streams.add(streamConfig(streamOf('interaction.recorded'), 1, size.scale));
    await jetStreamTransport(connection, awaiting);
  });

  test('is connected again only when somebody declared the streams that the server lost', async () => {
    const { server, connect } = await givenServer();
    const declaring = await connect();
    const declared = await jetStreamTransport(declaring, size);
    const transport = await jetStreamTransport(await connect(), awaiting);
    const heard: string[] = [];
    await transport.follow('interaction.recorded', (body) => heard.push(Buffer.from(body).toString()));
    const message = (body: string) => ({ subject: 'interaction.recorded', id: randomUUID(), body });
    await declared.publish(['1', '2', '3', '4'].map(message));
    await vi.waitFor(() => expect(heard).toHaveLength(4), within);
    await declaring.close();
    let reconnects = 0;
    transport.onReconnect(() => (reconnects += 1));
    await server.kill('SIGKILL');
    const empty = mkdtempSync(join(tmpdir(), 'jophiel-nats-'));
    cleanup.push(() => rmSync(empty, { recursive: true, force: true }));
    const another = await startNats({ folder: empty, port: Number(new URL(server.url).port) });
    cleanup.push(async () => another.stop());
    const later = await connect();
    await sleep(2_000);
    expect([transport.connected(), reconnects]).toEqual([false, 0]);
    await installTopology(await jetstreamManager(later), size);
    await vi.waitFor(() => expect([transport.connected(), reconnects]).toEqual([true, 1]), within);
    await transport.publish([message('after')]);
    await vi.waitFor(() => expect(heard.slice(4)).toEqual(['after']), within);
  });
});
