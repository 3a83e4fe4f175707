import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutsideEnvelope } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import { type DataSet, eventsOf, readRankings, type Split } from '@jophiel/evaluation';
import { JophielError } from '@jophiel/errors';
import { keyHeaders } from '../stack/key.ts';
import { sendEvents } from '../stack/send-events.ts';
import { waitUntilHandled } from '../stack/wait-until-handled.ts';
import { Progress } from '../terminal/index.ts';
import { startTemporaryStack, type TemporaryStack } from '../temporary-stack.ts';
import { computeFeeds } from './compute-feeds.ts';
import { learn } from './learn.ts';

/** A real Jophiel that has been told a data set through its front door. */
export interface ServedSystem {
  /** Erases users, and sends what others did. Feeds know of it after `prepare`. */
  change(erased: readonly string[], dataSet: Pick<DataSet, 'train'>): Promise<void>;
  /** Learns, and computes all feeds with the popularity of now. */
  prepare(): Promise<void>;
  rankings(split: Split, users: readonly number[], k: number): Promise<Map<number, Uint32Array>>;
  stop(): Promise<void>;
}

export interface ServedSystemOptions {
  readonly definition: DomainDefinition;
  readonly kind: 'feeds' | 'ideas';
  readonly now: number;
  /** Who finds the candidates: postgres or ann. */
  readonly source: string;
}

const ENVIRONMENT = { BATCH_EVERY_MINUTES: '525600', CANARY_SHARE: '0' };

/** Starts a system with a database of its own, and sends it the items of the data set and what users did. */
export async function startServedSystem(
  dataSet: DataSet,
  { definition, kind, now, source }: ServedSystemOptions,
): Promise<ServedSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'jophiel-definition-'));
  const domain = join(folder, 'definition.json');
  writeFileSync(domain, JSON.stringify(definition));
  const stack = await startTemporaryStack({ domain, environment: { ...ENVIRONMENT, CANDIDATE_SOURCE: source } });
  const events = eventsOf(definition, kind === 'ideas' ? 'boards' : 'likes');
  const stop = async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await send(stack, 'items', events.items(dataSet.items), dataSet.items.length);
    if (dataSet.log === undefined) {
      await send(stack, 'follows', events.follows(dataSet.follows, now), dataSet.follows.length);
      await send(stack, 'choices', events.choices(dataSet.train), dataSet.train.length);
    } else await send(stack, 'interactions', dataSet.log, dataSet.log.length);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async change(erased, { train }) {
      await send(stack, 'erasures', events.erasures(erased, now), erased.length);
      await send(stack, 'choices', events.choices(train), train.length);
    },
    async prepare() {
      await learn(stack, definition);
      if (kind === 'feeds') await computeFeeds(stack);
    },
    async rankings(split, users, k) {
      const progress = new Progress(`reading ${kind}`);
      const read = await readRankings(split, users, {
        url: stack.services['feed-api'],
        kind,
        k,
        headers: keyHeaders(stack.services['feed-api']),
        onProgress: (done) => progress.show(done, users.length),
      });
      progress.end(`${users.length} users`);
      return read;
    },
    stop,
  };
}

async function send(stack: TemporaryStack, what: string, events: Iterable<OutsideEnvelope>, count: number) {
  if (count === 0) return;
  const progress = new Progress(what);
  const lines = (function* () {
    for (const event of events) yield JSON.stringify(event);
  })();
  const { accepted, reasons } = await sendEvents(lines, {
    url: stack.services.ingestion,
    onProgress: ({ accepted: sent }) => progress.show(sent, count, 'sending'),
  });
  if (reasons.size > 0)
    throw new JophielError('DATA_INVALID', `Ingestion refused ${what}: ${[...reasons.keys()].join(' ')}`);
  await waitUntilHandled(stack, (left) => progress.show(count - Math.min(left, count), count, 'handling'));
  progress.end(`${accepted} ${what} handled`);
}
