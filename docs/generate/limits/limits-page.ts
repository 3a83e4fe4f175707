import { DEFAULT_PER_PAGE, MAX_EVENTS, MAX_EXCLUDED } from '@jophiel/contracts';
import { MAX_EVENT_BYTES } from '@jophiel/events';
import { backoffMs, defaultRetry, retentionDays } from '@jophiel/messaging';
import { ACK_WAIT_MS, DUPLICATE_WINDOW_MS, streams } from '@jophiel/nats';
import { WRITE_EVERY_MS } from '@jophiel/observability';
import { DEFAULT_BODY_LIMIT_BYTES } from '@jophiel/service';
import { ANN_BODY_LIMIT_BYTES, AnnSettings } from '@jophiel/ann/config';
import { FeedApiSettings } from '@jophiel/feed-api/config';
import { IngestionSettings } from '@jophiel/ingestion/config';
import { ScorerSettings } from '@jophiel/scorer/config';
import type { OpenApi } from '../openapi/breaking-changes.ts';
import { routeLimits } from './route-limits.ts';

const settings = {
  ...IngestionSettings.properties,
  ...ScorerSettings.properties,
  ...FeedApiSettings.properties,
  ...AnnSettings.properties,
};

/** docs/limits.md: what Jophiel accepts, how long it keeps things, and what it promises. */
export function limitsPage(documents: readonly OpenApi[]): string {
  return [
    '# Limits, defaults and promises',
    '',
    'Made by `npm run docs`; the numbers come from the code. Settings are explained in [.env.example](../.env.example).',
    '',
    ...requests(documents),
    ...delivery(),
    ...retention(),
    ...restarts(),
    ...requirements(),
  ].join('\n');
}

function requests(documents: readonly OpenApi[]): string[] {
  return [
    '## Requests',
    '',
    ...table(
      ['body of a request to', 'at most'],
      [
        ['ingestion', `${mib(preset('INGESTION_BODY_LIMIT_BYTES'))} (\`INGESTION_BODY_LIMIT_BYTES\`)`],
        ['ann', mib(ANN_BODY_LIMIT_BYTES)],
        ['every other service', kib(DEFAULT_BODY_LIMIT_BYTES)],
        ['one event, over HTTP or NATS', kib(MAX_EVENT_BYTES)],
      ],
    ),
    'The time of an event may be at most one day in the future. A request that arrives slower than 30 seconds is ended, and one whose headers take 10. It has at most 100 headers, and an address of at most 12 KiB; a compressed body counts before unpacking and after it.',
    '',
    'Parameters and fields, as the schemas of the routes have them. A value beyond its limit is refused with 400 or 422, the place and the remedy.',
    '',
    ...table(
      ['parameter or field', 'limit', 'routes'],
      routeLimits(documents).map(({ name, limit, routes }) => [
        `\`${name}\``,
        limit,
        routes.map((route) => `\`${route}\``).join(', '),
      ]),
    ),
    `\`exclude\` takes at most ${MAX_EXCLUDED} ids. A page of a feed has ${DEFAULT_PER_PAGE} samples unless the request says otherwise. A request to ingestion carries at most ${MAX_EVENTS.toLocaleString('en')} events.`,
    '',
    'A feed holds as many samples as `feed.size` of the definition says, 200 in both presets.',
    '',
  ];
}

function delivery(): string[] {
  const pauses = Array.from({ length: defaultRetry.maxAttempts - 1 }, (_, index) => backoffMs(defaultRetry, index + 1));
  const seconds = Math.round(pauses.reduce((sum, pause) => sum + pause, 0) / 1000);
  return [
    '## Delivery and durability',
    '',
    '- **HTTP**: a 2xx answer means that the event is committed and on disk. Each event with an envelope counts once, however often it is sent: its `event_id` is the key.',
    '- **An event without an envelope** gets its id from its name, content and timestamp. Without a timestamp, over HTTP, the id is derived from the header `Idempotency-Key`; without that header it is random, so a repeated request counts again. Over NATS the id of the message takes its place.',
    '- **A rejected event** is reported in the answer, with code and reason, and not stored. If all events of a request are rejected, the answer is a problem, normally 422. A consumed message that can never be handled becomes a dead letter with its reason.',
    '- **Direct publishing to NATS**: the ack of JetStream comes before its disk has the message, unless the server runs with `sync_interval: always`, as the one of docker compose does (nats-server 2.10 or newer). Use HTTP where an event must survive a power cut.',
    `- **A handler that fails** is tried ${defaultRetry.maxAttempts} times within some ${seconds} seconds; then the event becomes a dead letter. When PostgreSQL or NATS is unavailable, everything waits and nothing becomes a dead letter.`,
    `- **A killed process**: its messages are redelivered after ${ACK_WAIT_MS / 1000} seconds. What it committed and did not publish is published by the relay within seconds.`,
    '- **A user who is erased**: signals, feeds, log entries and outbox lines are deleted. A tombstone stays (user id and time), so that late events are refused; payloads stay in JetStream until the streams forget them (below).',
    '- **The publication date** of a sample is the time of its earliest event. An import without the original timestamps makes everything new.',
    '',
  ];
}

function retention(): string[] {
  return [
    '## Retention',
    '',
    ...table(
      ['what', 'kept for', 'when full'],
      [
        ...streams.map(({ name, keepMs, maxBytes, whenFull }) => [
          `stream \`${name}\``,
          `${duration(keepMs)}, at most ${mib(maxBytes)} × \`NATS_STREAM_SCALE\``,
          whenFull === 'refuse' ? 'refuses; the outbox keeps the rest' : 'deletes the oldest',
        ]),
        ['published events in an outbox', `${retentionDays.outbox} days`, ''],
        ['ids of handled events in an inbox', `${retentionDays.inbox} days`, ''],
        ['ids of messages in JetStream, against duplicates', duration(DUPLICATE_WINDOW_MS), ''],
        [
          'times of processes, requests and commands (`jophiel timings`)',
          `${preset('TIMINGS_KEEP_DAYS')} days (\`TIMINGS_KEEP_DAYS\`)`,
          '',
        ],
        ['dead letters, batch runs, the log, profiles, feeds', 'until you delete them', ''],
        ['lists of similar samples and ideas', duration(preset('FEED_API_SIMILAR_HELD_MS')), 'deletes the oldest'],
      ],
    ),
    'An event that comes again after more than the days of the inbox is still counted once if it is an interaction: the log is unique by event id.',
    '',
  ];
}

function restarts(): string[] {
  return [
    '## What a restart forgets',
    '',
    `- Metrics begin at 0. The register of timings continues; a process that is killed loses the times of its last ${WRITE_EVERY_MS / 1000} seconds.`,
    `- feed-api: feeds and search results whose pages are being read. A client that asks for page 2 gets page 2 of the stored feed as it is now. Streams of server-sent events reconnect and continue by \`Last-Event-ID\`.`,
    '- scorer: vectors in its cache; the first reactions read them again.',
    '- ann: nothing that counts. It reads its snapshot (`ANN_SNAPSHOT_FOLDER`) or PostgreSQL, and answers when it has caught up; until then PostgreSQL finds the candidates.',
    '- learner: all that it has read. It reads samples and signals again and runs a pass, which continues an interrupted one; feeds keep the stored weights meanwhile.',
    '- A batch run continues: its chunks are in JetStream.',
    '',
  ];
}

function requirements(): string[] {
  return [
    '## What it needs',
    '',
    '- Node 24; `npm` installs it. Any Node from 20 on can start the commands.',
    '- PostgreSQL 15 or newer, with the extension `pg_trgm`. Tested with 18 (`npm test`).',
    '- NATS with JetStream, 2.9.10 or newer; 2.10 or newer for `sync_interval: always`.',
    '- Disk: what PostgreSQL needs for the data, and up to the sizes of the streams above in NATS.',
    '- **Updating**: stop the services, run `db:install`, start the new ones. A service whose tables are older than its code says so in `/health/ready`, answers 503 with DATABASE_OUTDATED, and loses nothing. Update ann before scorer and feed-api.',
    '- Without root, `npm start` needs readable package lists of apt to download a missing nats-server. As root it creates the user `postgres` if it is missing, and keeps the data in `/var/lib/jophiel` when that user cannot read the checkout.',
    '',
  ];
}

function preset(name: keyof typeof settings): number {
  return (settings[name] as { default?: number }).default!;
}

const mib = (bytes: number): string => `${bytes / 1024 / 1024} MiB`;
const kib = (bytes: number): string => `${bytes / 1024} KiB`;

function duration(ms: number): string {
  const units = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1_000, 'second'],
  ] as const;
  const [size, unit] = units.find(([size]) => ms >= size && ms % size === 0)!;
  return `${ms / size} ${unit}${ms === size ? '' : 's'}`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line), ''];
}
