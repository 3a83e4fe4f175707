import { randomUUID } from 'node:crypto';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { connectDatabase } from '@jophiel/postgres';
import type { RunningStack } from '../../stack/running-stack.ts';
import { quantile } from './report.ts';

/**
 * The floor of a reaction: the three commits and three hops that durability and separate services require, and no
 * computation. Same servers, clients and disk.
 */
export async function measureHops(stack: RunningStack, rounds: number): Promise<{ p50: number; p99: number }> {
  const database = connectDatabase({
    url: stack.databaseUrl,
    application: 'floor',
    poolSize: 1,
    statementTimeoutMs: 10_000,
  });
  const connection = await connectNats({ url: stack.natsUrl, name: 'floor' });
  const transport = await jetStreamTransport(connection, { replicas: 1, scale: 0.5 });
  await database.execute({ text: 'CREATE TABLE IF NOT EXISTS jophiel.bench_floor (id uuid PRIMARY KEY)' });
  const subscription = await transport.subscribe({ name: 'bench-floor', subject: 'work.bench.floor', maxHeld: 10 });
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    for (let hop = 0; hop < 3; hop++) {
      await database.transaction(async (transaction) =>
        transaction.execute({
          name: 'bench-floor',
          text: 'INSERT INTO jophiel.bench_floor VALUES ($1)',
          values: [randomUUID()],
        }),
      );
      await transport.publish([{ subject: 'work.bench.floor', id: randomUUID(), body: '{}' }]);
      for (const delivery of await subscription.next(1)) delivery.ack();
    }
    times.push(performance.now() - startedAt);
  }
  await subscription.stop();
  await connection.close();
  await database.execute({ text: 'DROP TABLE jophiel.bench_floor' });
  await database.close();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
