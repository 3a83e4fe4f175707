import { loadDefinition } from '@jophiel/domain';
import { connectAsInstaller } from './stack/install.ts';
import { neededServices } from './stack/needed-services.ts';
import type { Stack } from './stack/stack.ts';

export interface WhatToTry {
  readonly logFolder: string | undefined;
  /** The key for the requests; undefined where none was made. */
  readonly key: string | undefined;
}

/** Final output of the start: addresses, and a like that changes a feed. */
export async function whatToTry(stack: Stack, { logFolder, key }: WhatToTry): Promise<string> {
  const header = key === undefined ? '' : ` -H 'authorization: Bearer ${key}'`;
  const feedApi = stack.services['feed-api'];
  const lines = [
    key === undefined
      ? 'Jophiel is running.'
      : 'Jophiel is running, with a development key that lets in on this machine.',
    '',
    `  feeds                  ${feedApi}/v1/feed/{user_id}`,
    `  events, in             ${stack.services.ingestion}/v1/events`,
    ...neededServices(stack.domain).map((name) => {
      const url = stack.services[name];
      return `  ${`health of ${name}`.padEnd(22)} ${url}/health/ready    metrics ${url}/metrics`;
    }),
    `  logs                   ${logFolder === undefined ? 'no files (LOG_FOLDER=off)' : `${logFolder}, central.log has all lines`}`,
  ];
  const example = await likeable(stack);
  if (example === undefined) return lines.join('\n');
  const { interaction, sampleId, userId } = example;
  const payload = JSON.stringify({ user_id: userId, sample_id: sampleId });
  return [
    ...lines,
    '',
    `A new user, ${userId}, sees what is trending:`,
    `  curl -s${header} '${feedApi}/v1/feed/${userId}?per_page=5'`,
    'The user likes a sample:',
    `  curl -s${header} '${stack.services.ingestion}/v1/events?event_name=user.interaction.${interaction}' -H 'content-type: application/json' -d '${payload}'`,
    'Now they have a feed of their own, which changes with every like:',
    `  curl -s${header} '${feedApi}/v1/feed/points/${userId}?per_page=5'`,
    'To watch it change while you like more:',
    `  curl -sN${header} '${feedApi}/v1/feed/${userId}/stream'`,
    ...(key === undefined
      ? []
      : [
          'An app of that user has a token, which reaches only their data:',
          `  curl -s -H "authorization: Bearer $(npm run -s jophiel -- token ${userId})" '${feedApi}/v1/taste/${userId}'`,
        ]),
    '',
    'More: npm run jophiel -- --help     Stop: Ctrl-C',
  ].join('\n');
}

/** A sample with similar ones, and a new user. */
async function likeable(
  stack: Stack,
): Promise<{ interaction: string; sampleId: number | string; userId: number | string } | undefined> {
  const domain = loadDefinition(stack.domain);
  const like = Object.entries(domain.interactions).find(([, { kind }]) => kind === 'toggle')?.[0];
  const database = connectAsInstaller(stack);
  const [row] = await database.query<{ sample_id: string }>({
    text: 'SELECT sample_id FROM sample_vectors WHERE listed ORDER BY published_at DESC OFFSET 10 LIMIT 1',
  });
  await database.close();
  if (row === undefined || like === undefined) return undefined;
  const isInteger = domain.ids === 'integer';
  return {
    interaction: like,
    sampleId: isInteger ? Number(row.sample_id) : row.sample_id,
    userId: isInteger ? 900_001 : 'somebody-new',
  };
}
