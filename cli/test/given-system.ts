import { startFeedApi } from '@jophiel/feed-api/app';
import { startIngestion } from '@jophiel/ingestion/app';
import { startLearner } from '@jophiel/learner/app';
import { startProfile } from '@jophiel/profile/app';
import { startScorer } from '@jophiel/scorer/app';
import type { RunningService } from '@jophiel/service';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres, givenEnvironment } from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { type Outcome, run } from './run-command.ts';

const starts = {
  ingestion: startIngestion,
  vectorizer: startVectorizer,
  profile: startProfile,
  scorer: startScorer,
  'feed-api': startFeedApi,
  learner: startLearner,
} as const;
type Name = keyof typeof starts;

/** A Jophiel in this process, with its own database and NATS. */
export interface GivenSystem {
  readonly postgres: GivenPostgres;
  readonly nats: GivenNats;
  url(name: Name): string;
  /** Runs a command against this system only. */
  run(...args: readonly string[]): Promise<Outcome>;
  /** Sends events to ingestion, which accepts at least one. */
  tell(events: readonly object[]): Promise<void>;
  remove(): Promise<void>;
}

export async function givenSystem(names: readonly Name[] = Object.keys(starts) as Name[]): Promise<GivenSystem> {
  const [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = givenEnvironment({ postgres, nats });
  const services = new Map<string, RunningService>();
  for (const name of names) services.set(name, await starts[name](environment));
  const ports = Object.fromEntries(
    [...services].map(([name, { url }]) => [`${name.replaceAll('-', '_').toUpperCase()}_PORT`, new URL(url).port]),
  );
  const url = (name: Name) => services.get(name)!.url;
  return {
    postgres,
    nats,
    url,
    run: async (...args) => run(args, { DATABASE_URL: postgres.url, ...ports }),
    async tell(events) {
      const response = await fetch(`${url('ingestion')}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(events),
      });
      if (response.status !== 202) throw new Error(`ingestion answered ${response.status}: ${await response.text()}`);
    },
    async remove() {
      await Promise.all([...services.values()].map(async (service) => service.stop()));
      await Promise.all([postgres.remove(), nats.remove()]);
    },
  };
}
