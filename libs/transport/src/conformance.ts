import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery, Subscription, Transport } from './transport.ts';

/** What an adapter under test has to offer besides the port. */
export interface TransportUnderTest {
  /** A connection of its own to one and the same broker. */
  connect(): Promise<Transport>;
  /** A subject that the broker keeps and that no other test uses. */
  subject(): string;
  /** A subject that the broker does not keep and that no other test uses. */
  request(): string;
  remove(): Promise<void>;
}

/** The promises of the port, as tests: an adapter is done when it passes. */
export function transportConformance(name: string, open: () => Promise<TransportUnderTest>): void {
  describe(`${name} keeps the promises of the transport`, () => {
    let broker: TransportUnderTest;
    let transport: Transport;
    const subscriptions: Subscription[] = [];

    beforeAll(async () => {
      broker = await open();
      transport = await broker.connect();
    });
    afterAll(async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await broker.remove();
    });

    const subscribe = async (
      subject: string,
      consumer = `consumer-${randomUUID()}`,
      { on = transport, maxHeld = 100 } = {},
    ) => {
      const subscription = await on.subscribe({ name: consumer, subject, maxHeld });
      subscriptions.push(subscription);
      return subscription;
    };
    const message = (subject: string, body: string, id = randomUUID() as string) => ({ subject, id, body });
    const text = (delivery: Delivery | undefined) => Buffer.from(delivery!.body).toString();
    /** Fetches and acks until this number has arrived. */
    const take = async (subscription: Subscription, count: number) => {
      const taken: Delivery[] = [];
      while (taken.length < count) taken.push(...(await subscription.next(count - taken.length)));
      for (const delivery of taken) delivery.ack();
      return taken;
    };
    const within = async <T>(ms: number, promise: Promise<T>): Promise<T | 'nothing'> =>
      Promise.race([promise, sleep(ms, 'nothing' as const)]);

    test('it is connected', () => {
      expect(transport.connected()).toBe(true);
    });

    test('messages come in the order of their publication, with subject, id and body', async () => {
      const subject = broker.subject();
      const sent = ['one', 'two', 'three'].map((body) => message(subject, body));
      const receipts = await transport.publish(sent);
      expect(receipts.every((receipt) => receipt !== undefined)).toBe(true);
      const taken = await take(await subscribe(subject), 3);
      expect(taken.map(text)).toEqual(['one', 'two', 'three']);
      expect(taken.map(({ messageId }) => messageId)).toEqual(sent.map(({ id }) => id));
      expect(taken.map((delivery) => delivery.subject)).toEqual([subject, subject, subject]);
      expect(taken.every(({ deliveries }) => deliveries === 1)).toBe(true);
    });

    test('bodies are bytes: what is not UTF-8 arrives as it was sent', async () => {
      const subject = broker.subject();
      await transport.publish([{ subject, id: randomUUID(), body: Uint8Array.of(0xff, 0x00, 0xfe) }]);
      const [delivery] = await take(await subscribe(subject), 1);
      expect([...delivery!.body]).toEqual([0xff, 0x00, 0xfe]);
    });

    test('a receipt names the incarnation of the stream, and sequences grow', async () => {
      const subject = broker.subject();
      const [first, second] = await transport.publish([message(subject, 'a'), message(subject, 'b')]);
      expect(first!.stream).toBe(second!.stream);
      expect(first!.stream).toMatch(/.@./);
      expect(second!.sequence).toBeGreaterThan(first!.sequence);
    });

    test('a message of an id that was stored is not stored again', async () => {
      const subject = broker.subject();
      const id = randomUUID();
      const [first] = await transport.publish([message(subject, 'once', id)]);
      const [second] = await transport.publish([message(subject, 'once', id)]);
      expect(second!.sequence).toBe(first!.sequence);
      const subscription = await subscribe(subject);
      await take(subscription, 1);
      expect(await within(300, subscription.next(1))).toBe('nothing');
    });

    test('a message that is stored, or was handled, is not lost; one of another incarnation is', async () => {
      const subject = broker.subject();
      const sent = message(subject, 'here');
      const [receipt] = await transport.publish([sent]);
      const newest = { ...sent, receipt: receipt!, sentAt: new Date() };
      expect(await transport.lostSince(newest)).toBeUndefined();
      await take(await subscribe(subject), 1);
      expect(await transport.lostSince(newest)).toBeUndefined();
      const former = { ...newest, receipt: { ...newest.receipt, stream: 'another@2020-01-01T00:00:00Z' } };
      expect((await transport.lostSince(former))!.getTime()).toBeLessThan(newest.sentAt.getTime());
    });

    test('a message in whose place there is another, or none yet, is lost', async () => {
      const subject = broker.subject();
      const [first, second] = [message(subject, 'one'), message(subject, 'two')];
      const [, receipt] = await transport.publish([first, second]);
      const sentAt = new Date();
      const replaced = await transport.lostSince({ ...first, receipt: receipt!, sentAt });
      expect(replaced!.getTime()).toBeLessThan(sentAt.getTime());
      const beyond = { ...receipt!, sequence: receipt!.sequence + 1_000 };
      expect(await transport.lostSince({ ...second, receipt: beyond, sentAt })).toEqual(replaced);
    });

    test('what is not acked comes again, and says how often it has come', async () => {
      const subject = broker.subject();
      await transport.publish([message(subject, 'again')]);
      const subscription = await subscribe(subject);
      const [first] = await subscription.next(1);
      const askedAt = performance.now();
      first!.retryIn(300);
      const [second] = await subscription.next(1);
      expect(performance.now() - askedAt).toBeGreaterThan(250);
      expect(text(second)).toBe('again');
      expect(second!.deliveries).toBe(2);
      expect(second!.storedAt).toBe(first!.storedAt);
      second!.ack();
    });

    test('an acked message does not come again, also not to a later subscription of the same name', async () => {
      const subject = broker.subject();
      const consumer = `consumer-${randomUUID()}`;
      await transport.publish([message(subject, 'a'), message(subject, 'b')]);
      const first = await subscribe(subject, consumer);
      await take(first, 2);
      await sleep(100);
      await first.stop();
      await transport.publish([message(subject, 'c')]);
      expect((await take(await subscribe(subject, consumer), 1)).map(text)).toEqual(['c']);
    });

    test('a stopped subscription hands out what it has fetched, then nothing; later messages are for others', async () => {
      const subject = broker.subject();
      const consumer = `consumer-${randomUUID()}`;
      await transport.publish(['a', 'b', 'c'].map((body) => message(subject, body)));
      const first = await subscribe(subject, consumer);
      await sleep(200);
      await first.stop();
      await transport.publish([message(subject, 'd')]);
      expect((await take(first, 3)).map(text)).toEqual(['a', 'b', 'c']);
      expect(await first.next(1)).toEqual([]);
      expect((await take(await subscribe(subject, consumer), 1)).map(text)).toEqual(['d']);
    });

    test('two consumers each get every message; two subscriptions of one consumer share them', async () => {
      const subject = broker.subject();
      const shared = `consumer-${randomUUID()}`;
      const other = await broker.connect();
      const one = await subscribe(subject, shared);
      const two = await subscribe(subject, shared, { on: other });
      const alone = await subscribe(subject);
      const bodies = Array.from({ length: 40 }, (_, index) => String(index));
      await transport.publish(bodies.map((body) => message(subject, body)));
      expect((await take(alone, 40)).length).toBe(40);
      const seen: string[] = [];
      const drain = async (subscription: Subscription) => {
        for (;;) {
          const deliveries = await within(500, subscription.next(5));
          if (deliveries === 'nothing') return;
          for (const delivery of deliveries) {
            seen.push(text(delivery));
            delivery.ack();
          }
        }
      };
      await Promise.all([drain(one), drain(two)]);
      expect(seen.sort()).toEqual(bodies.sort());
    });

    test('a subscription takes no more than it may hold, so that others of its name get the rest', async () => {
      const subject = broker.subject();
      const shared = `consumer-${randomUUID()}`;
      await transport.publish(Array.from({ length: 7 }, (_, index) => message(subject, String(index))));
      const busy = await subscribe(subject, shared, { maxHeld: 3 });
      const held: Delivery[] = [];
      while (held.length < 3) held.push(...(await busy.next(100)));
      await sleep(100);
      const idle = await subscribe(subject, shared, { on: await broker.connect() });
      expect((await take(idle, 4)).map(text)).toEqual(['3', '4', '5', '6']);
      expect(held.map(text)).toEqual(['0', '1', '2']);
      for (const delivery of held) delivery.ack();
    });

    test('who may hold one message gets the next when it is acked, or to come again', async () => {
      const subject = broker.subject();
      const subscription = await subscribe(subject, undefined, { maxHeld: 1 });
      await transport.publish(['a', 'b'].map((body) => message(subject, body)));
      const [first] = await subscription.next(2);
      const waiting = subscription.next(2);
      expect(await within(300, waiting)).toBe('nothing');
      first!.retryIn(500);
      const [second] = await waiting;
      second!.ack();
      const [again] = await subscription.next(2);
      again!.ack();
      expect([first, second, again].map(text)).toEqual(['a', 'b', 'a']);
    });

    test('next waits for a message and never returns more than asked', async () => {
      const subject = broker.subject();
      const subscription = await subscribe(subject);
      const waiting = subscription.next(2);
      expect(await within(200, waiting)).toBe('nothing');
      await transport.publish(Array.from({ length: 5 }, (_, index) => message(subject, String(index))));
      const first = await waiting;
      expect(first.length).toBeGreaterThan(0);
      expect(first.length).toBeLessThanOrEqual(2);
      for (const delivery of first) delivery.ack();
      await take(subscription, 5 - first.length);
    });

    test('it says how many messages are not acked yet', async () => {
      const subject = broker.subject();
      const subscription = await subscribe(subject);
      await transport.publish(['a', 'b', 'c'].map((body) => message(subject, body)));
      await take(subscription, 1);
      await sleep(100);
      expect(await subscription.pending()).toBe(2);
      await take(subscription, 2);
      await sleep(100);
      expect(await subscription.pending()).toBe(0);
    });

    test('followers all see what comes, and only that', async () => {
      const subject = broker.subject();
      await transport.publish([message(subject, 'before')]);
      const seen: string[][] = [[], []];
      const followers = await Promise.all(
        seen.map(async (list) => transport.follow(subject, (body) => list.push(Buffer.from(body).toString()))),
      );
      await transport.publish([message(subject, 'after')]);
      for (let waited = 0; waited < 3_000 && seen.some((list) => list.length === 0); waited += 20) await sleep(20);
      expect(seen).toEqual([['after'], ['after']]);
      await Promise.all(followers.map(async (follower) => follower.stop()));
    });

    const serve = async (on: Transport, subject: string, answer: (body: string) => Promise<string | Uint8Array>) =>
      on.serve(subject, async (body) => answer(Buffer.from(body).toString()));
    const ask = async (subject: string, body: string | Uint8Array = '', timeoutMs = 5_000) =>
      Buffer.from(await transport.request(subject, body, timeoutMs)).toString();
    const unanswered = { code: 'REQUEST_UNANSWERED' };

    test('a request gets the answer to it, whatever is asked at the same time', async () => {
      const subject = broker.request();
      const server = await serve(await broker.connect(), subject, async (body) => {
        await sleep(body === '0' ? 100 : 0);
        return `answer ${body}`;
      });
      const asked = Array.from({ length: 20 }, (_, index) => String(index));
      expect(await Promise.all(asked.map(async (body) => ask(subject, body)))).toEqual(
        asked.map((body) => `answer ${body}`),
      );
      await server.stop();
    });

    test('requests and answers are bytes', async () => {
      const subject = broker.request();
      const server = await transport.serve(subject, async (body) => body.toReversed());
      expect([...(await transport.request(subject, Uint8Array.of(0xff, 0x00, 0x01), 5_000))]).toEqual([1, 0, 0xff]);
      await server.stop();
    });

    test('those who serve a subject share its requests', async () => {
      const subject = broker.request();
      const servers = await Promise.all(
        ['one', 'two'].map(async (server) => serve(await broker.connect(), subject, async () => server)),
      );
      const answers = await Promise.all(Array.from({ length: 60 }, async () => ask(subject)));
      expect(new Set(answers)).toEqual(new Set(['one', 'two']));
      await Promise.all(servers.map(async (server) => server.stop()));
    });

    test('a request without a server fails at once, and so does one whose server failed', async () => {
      const subject = broker.request();
      const timeout = 60_000;
      await expect(ask(subject, '', timeout)).rejects.toMatchObject(unanswered);
      const server = await serve(await broker.connect(), subject, async () => {
        throw new Error('the reason');
      });
      await expect(ask(subject, '', timeout)).rejects.toMatchObject({
        ...unanswered,
        message: expect.stringContaining('the reason'),
      });
      await server.stop();
    });

    test('who waits too long for an answer is told so', async () => {
      const subject = broker.request();
      const late = Promise.withResolvers<string>();
      const server = await serve(await broker.connect(), subject, async () => late.promise);
      await expect(ask(subject, '', 100)).rejects.toMatchObject(unanswered);
      late.resolve('');
      await server.stop();
    });

    test('a server that stops answers what it has, and is asked no more', async () => {
      const subject = broker.request();
      const [received, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const server = await serve(await broker.connect(), subject, async () => {
        received.resolve();
        await finish.promise;
        return 'done';
      });
      const answer = ask(subject);
      await received.promise;
      const stopped = server.stop();
      finish.resolve();
      await stopped;
      expect(await answer).toBe('done');
      await expect(ask(subject)).rejects.toMatchObject(unanswered);
    });
  });
}
