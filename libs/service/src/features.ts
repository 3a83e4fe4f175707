/**
 * Every feature that has a log file of its own, `<service>.<feature>.log`, and what is said there. Besides, each service
 * has `<service>.log`, for what belongs to none: that it starts, listens and stops, and its way to NATS.
 * `docs/logs.md` is made from this list.
 */
export const features = {
  ingestion: {
    http: 'events that come over HTTP',
    interactions: 'what users do, over NATS',
    samples: 'samples that are created, changed or deleted, over NATS',
    users: 'users that are created or deleted, over NATS',
  },
  vectorizer: {
    vectorise: 'metadata that become vectors',
    removal: 'samples that go away',
    revectorise: 'vectors of a former definition that are made again',
    'search-texts': 'texts and words that the search finds',
    terms: 'the terms of the catalogue',
  },
  profile: {
    fold: 'interactions that become tastes',
    refold: 'tastes that wait for a sample, or are of a former definition',
    rebuild: 'profiles that are rebuilt from the log, and drift',
    sweep: 'the search for profiles that no event reminds of',
    erasure: 'users that are erased',
  },
  scorer: {
    reaction: 'feeds that change at once when a profile does',
    batch: 'runs over the feeds that are out of date',
    audience: 'new samples and the users that they are for',
    trending: 'the list for users of whom nothing is known',
    canary: 'how much of the true best the feeds hold',
    candidates: 'who finds the candidates, and whether the ann service answers',
    catalogue: "the catalogue's terms and what is popular",
    erasure: 'users that are erased',
  },
  'feed-api': {
    feed: 'feeds, their pages and explanations',
    stream: 'news of feeds, as server-sent events',
    similar: 'samples that are like one',
    boards: 'ideas for boards',
    search: 'the search for samples',
    taste: 'what a user likes, in words',
    why: 'why a sample is in a feed, or not',
    sync: 'the lists that a platform compares itself with',
    news: 'what is heard of feeds and samples, which ends what memory holds of them',
    candidates: 'who finds the candidates, and whether the ann service answers',
    catalogue: "the catalogue's terms and what is popular",
  },
  ann: {
    nearest: 'questions for the nearest samples, over HTTP and NATS',
    'catch-up': 'comparisons of the index with PostgreSQL',
    engine: 'which engine finds, and why',
    snapshots: 'the index on disk',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** What the frame does for every service; each has a log file too. */
export const frameFeatures = {
  timings: 'how long processes take, and runs over 10, 100, 1,000 … items',
} as const;

/** The same for a service that consumes and emits events. */
export const messagingFeatures = {
  relay: 'events that are published later, because a crash or the broker was in the way',
  'dead-letters': 'events that were set aside, listed and put back',
} as const;

export type ServiceName = keyof typeof features;
/** The names of a service's own features. */
export type FeatureOf<Name extends ServiceName> = Extract<keyof (typeof features)[Name], string>;

/** The names of all log files of a service, without `.log`; its own comes first. */
export function logsOf(name: ServiceName, hasMessaging: boolean): string[] {
  const all = [features[name], frameFeatures, ...(hasMessaging ? [messagingFeatures] : [])];
  return [name, ...all.flatMap((each) => Object.keys(each).map((feature) => `${name}.${feature}`))];
}
