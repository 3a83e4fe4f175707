import { readFileSync } from 'node:fs';
import { manifests, repository } from '@jophiel/local';
import {
  Envelope,
  type EventContract,
  EventsAnswer,
  FeedAnswer,
  FeedPointsAnswer,
  FeedStreamMessage,
  HealthAnswer,
  insideEvents,
  OutsideEnvelope,
  outsideEvents,
  Problem,
  userInteraction,
} from '@jophiel/contracts';
import { interactionMeanings, loadDefinition, presets, sendersOf, subjectKeysOf } from '@jophiel/domain';
import { toEnvelope } from '@jophiel/events';

interface Example {
  readonly title: string;
  readonly message?: { readonly event_name: string; readonly payload: object };
  readonly answer?: unknown;
}

/** docs/contracts/README.md: every event and body with its schema and examples, made of libs/contracts. */
export function contractsPage(): string {
  const examples = ['platform', 'analyser', 'inside', 'feed-answers'].flatMap((file) => read(file));
  return [
    '# Contracts',
    '',
    'Made by `npm run docs` from `libs/contracts`; the examples are its golden examples, which its tests hold to the schemas. Every border of Jophiel checks them.',
    '',
    '## Envelopes',
    '',
    'What comes from outside. An event may also come [without an envelope](#without-an-envelope); with one, these fields are required:',
    schema(OutsideEnvelope),
    'What the services send each other:',
    schema(Envelope),
    '',
    ...withoutEnvelope(),
    '## Events from outside',
    '',
    'They come from roles: **the platform**, whose users and items these are, and **the analyser**, which finds out what is in an item. A domain definition names them in `senders`; without it they are called `platform` and `analyser`. The names are shown, nothing is decided by them, and `source` in the envelope is whatever the sender writes.',
    '',
    ...sendersTable(),
    ...outsideEvents.flatMap((contract) => event(contract, examples)),
    '',
    '## Events inside',
    ...insideEvents.flatMap((contract) => event(contract, examples)),
    '',
    '## Answers over HTTP',
    '',
    'The main ones. Every address of every service, with parameters and problems, stands in `docs/openapi`, and at `/docs` of the running service.',
    ...answer('POST /v1/events, 202', EventsAnswer),
    ...answer(
      'GET /v1/feed/{user_id}',
      FeedAnswer,
      examples.find(({ title }) => title.startsWith('GET /v1/feed/42')),
    ),
    ...answer(
      'GET /v1/feed/points/{user_id}',
      FeedPointsAnswer,
      examples.find(({ title }) => title.startsWith('GET /v1/feed/points')),
    ),
    ...answer('GET /v1/feed/{user_id}/stream, the data of each `feed.updated` message', FeedStreamMessage),
    ...answer('GET /health/live and /health/ready', HealthAnswer),
    ...answer('Every problem (application/problem+json)', Problem),
    '',
  ].join('\n');
}

function event(contract: EventContract, examples: readonly Example[]): string[] {
  const fits = ({ message }: Example) =>
    message !== undefined &&
    (contract.subject.endsWith('>')
      ? message.event_name.startsWith(contract.subject.slice(0, -1))
      : message.event_name === contract.subject);
  const own = examples.filter(fits);
  return [
    '',
    `### \`${contract.subject}\` (version ${contract.version}, from ${sendersOfEvent(contract).join(' or ')})`,
    '',
    contract.summary,
    schema(contract.payload),
    ...(contract.subject === userInteraction.subject ? interactionTables() : []),
    ...shown(own).flatMap(({ title, message }) => [`Example, ${title}:`, json(message)]),
  ];
}

/** The first three, and of the others those whose payload has other keys. */
function shown(examples: readonly Example[]): readonly Example[] {
  const keysOf = ({ message }: Example) => Object.keys(message!.payload).sort().join();
  return examples.filter(
    (example, index) => index < 3 || examples.findIndex((other) => keysOf(other) === keysOf(example)) === index,
  );
}

/** What an event is when its body is the payload alone; the example is read as ingestion reads it. */
function withoutEnvelope(): string[] {
  const eventName = userInteraction.subject.replace('>', [...interactionMeanings(loadDefinition('audio')).keys()][0]!);
  const payload = { user_id: 42, sample_id: 1001, timestamp: '2026-03-01T12:00:00Z' };
  const now = new Date('2026-03-01T12:00:10Z');
  const envelope = toEnvelope(payload, { eventName, identity: undefined, now });
  return [
    '### Without an envelope',
    '',
    'A body without the key `payload` is itself the payload. The rest of the envelope is made:',
    '',
    '| field | over HTTP | over NATS |',
    '| --- | --- | --- |',
    '| `event_name` | `?event_name=` of the request, for all its events without an envelope; without it the event is rejected (EVENT_INVALID) | the subject |',
    '| `event_timestamp` | `event_timestamp`, else `timestamp` of the payload, an ISO 8601 text; without both the time of arrival | the same |',
    '| `event_id` | made of name, payload and timestamp; without a timestamp of name, header `Idempotency-Key` and place in the request; without that header random, so a repeat counts again | made of name, payload and timestamp; without a timestamp of name and message: its `Nats-Msg-Id`, else the moment at which the stream stored it |',
    `| \`source\`, \`version\`, \`correlation_id\` | ${json1(envelope.source)}, ${json1(envelope.version)}, the \`event_id\` | the same |`,
    '',
    `\`POST /v1/events?event_name=${eventName}\` or NATS \`${eventName}\` with this body:`,
    json(payload),
    'is this event:',
    json(envelope),
  ];
}

const json1 = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** Which keys the payload of each interaction needs: what ingestion reads of it. */
function interactionTables(): string[] {
  return presets.flatMap((preset) => {
    const definition = loadDefinition(preset);
    const rows = [...interactionMeanings(definition)].map(([name, meaning]) => {
      const keys = ['user_id', ...Object.values(subjectKeysOf(meaning))].map((key) => `\`${key}\``);
      const is = meaning.undoes ? `undoes \`${meaning.name}\`` : definition.interactions[meaning.name]!.kind;
      return `| \`${userInteraction.subject.replace('>', name)}\` | ${is} | ${keys.join(', ')} |`;
    });
    return [
      `Interactions of the definition \`${preset}\`, and the keys that the payload of each needs; ids are ${definition.ids === 'integer' ? 'integers, as numbers or as texts' : 'texts'}:`,
      '',
      '| event | kind | keys |',
      '| --- | --- | --- |',
      ...rows,
      '',
    ];
  });
}

/** The roles of the contract, and the services whose manifest lists it. */
function sendersOfEvent({ subject, senders = [] }: EventContract): string[] {
  const services = manifests.filter(({ emits }) => emits.some((event) => event.subject === subject));
  return [...senders.map((role) => `the ${role}`), ...services.map(({ name }) => name)];
}

/** The only place of the page with names of products: they are those of the presets. */
function sendersTable(): string[] {
  const rows = presets.map((preset) => [preset, sendersOf(loadDefinition(preset))] as const);
  return [
    '| definition | the platform | the analyser |',
    '| --- | --- | --- |',
    ...rows.map(([preset, { platform, analyser }]) => `| \`${preset}\` | ${platform} | ${analyser} |`),
  ];
}

function answer(title: string, contract: object, example?: Example): string[] {
  return ['', `### ${title}`, schema(contract), ...(example === undefined ? [] : ['Example:', json(example.answer)])];
}

function schema(contract: object): string {
  return json(contract);
}

function json(value: unknown): string {
  return `\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`;
}

function read(file: string): Example[] {
  return JSON.parse(readFileSync(`${repository}libs/contracts/examples/${file}.json`, 'utf8')) as Example[];
}
