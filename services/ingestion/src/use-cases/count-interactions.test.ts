import { experimentOf, loadDefinition } from '@jophiel/domain';
import { openMetrics } from '@jophiel/observability';
import { expect, test } from 'vitest';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import { interactionCounter } from './count-interactions.ts';

const experiments = [{ name: 'bold', share: 0.5 }];
const domain = { ...loadDefinition('audio'), experiments };
const users = Array.from({ length: 50 }, (_, index) => String(index));
const userOf = (name: string | undefined) =>
  users.find((userId) => experimentOf(experiments, userId)?.name === name) as string;

const envelope = {} as AcceptedEvent['envelope'];
const does = (userId: string, interaction: string) =>
  ({ kind: 'interaction', envelope, record: { userId, interaction } }) as AcceptedEvent;

test('recorded interactions are counted by name and experiment of the user', async () => {
  const metrics = openMetrics('ingestion');
  const count = interactionCounter(domain, metrics);
  const [bold, other] = [userOf('bold'), userOf(undefined)];
  count(
    [does(bold, 'like'), does(other, 'like'), does(other, 'like'), does(bold, 'play'), does(other, 'share')],
    ['accepted', 'accepted', 'accepted', 'duplicate', 'erased'],
  );
  count([{ kind: 'user-created', envelope, userId: bold }], ['accepted']);
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('jophiel_interactions_total'));
  expect(lines.toSorted()).toEqual([
    'jophiel_interactions_total{interaction="like",variant="bold",service="ingestion"} 1',
    'jophiel_interactions_total{interaction="like",variant="control",service="ingestion"} 2',
  ]);
});
