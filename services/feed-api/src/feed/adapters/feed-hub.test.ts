import { expect, test } from 'vitest';
import { FeedHub, type FeedNews } from './feed-hub.ts';

const news = (userId: string, version = 1): FeedNews => ({ userId, version, generatedAt: '2026-03-01T12:00:00.000Z' });

test('changes reach all listeners of that user, and no others', () => {
  const hub = new FeedHub();
  const heard: [string, FeedNews][] = [];
  for (const [name, user] of [
    ['one', 'ada'],
    ['two', 'ada'],
    ['three', 'bob'],
  ] as const)
    hub.listen(user, (told) => heard.push([name, told]));
  expect(hub.tell(news('ada'))).toBe(2);
  expect(heard).toEqual([
    ['one', news('ada')],
    ['two', news('ada')],
  ]);
  expect(hub.tell(news('cem'))).toBe(0);
  expect(['ada', 'bob', 'cem'].map((user) => hub.listening(user))).toEqual([2, 1, 0]);
});

test('a stopped listener receives nothing more, and stopping twice does not stop others', () => {
  const hub = new FeedHub();
  const heard: string[] = [];
  const stop = hub.listen('ada', () => heard.push('one'));
  stop();
  hub.listen('ada', () => heard.push('two'));
  stop();
  expect(hub.tell(news('ada'))).toBe(1);
  expect(heard).toEqual(['two']);
});
