import { readFileSync } from 'node:fs';
import { repository } from '@jophiel/cli/stack';
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
} from '@jophiel/contracts';
import { loadDefinition, presets, sendersOf } from '@jophiel/domain';

interface Example {
  readonly title: string;
  readonly message?: { readonly event_name: string };
  readonly answer?: unknown;
}

/** docs/contracts.md: every event and body with its schema and examples, made of libs/contracts. */
export function contractsPage(): string {
  const examples = ['platform', 'analyser', 'inside', 'feed-answers'].flatMap((file) => read(file));
  return [
    '# Contracts',
    '',
    'Made by `npm run docs` from `libs/contracts`; the examples are its golden examples, which its tests hold to the schemas. Every border of Jophiel checks them.',
    '',
    '## Envelopes',
    '',
    'What comes from outside:',
    schema(OutsideEnvelope),
    'What the services send each other:',
    schema(Envelope),
    '',
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
    `### \`${contract.subject}\` (version ${contract.version}, from ${contract.senders.map(named).join(' or ')})`,
    '',
    contract.summary,
    schema(contract.payload),
    ...own.slice(0, 3).flatMap(({ title, message }) => [`Example, ${title}:`, json(message)]),
  ];
}

/** A role takes an article, a service is a name. */
function named(sender: string): string {
  return sender in sendersOf({}) ? `the ${sender}` : sender;
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
