import { expect, test } from 'vitest';
import { excludeCredentials } from './credentials.ts';

test.each([
  ['postgresql://jophiel:hunter2@db:5432/jophiel', 'postgresql://…@db:5432/jophiel'],
  ['nats://token@a:4222,nats://user:pass@b:4222 are away', 'nats://…@a:4222,nats://…@b:4222 are away'],
  [
    'GET https://p.example/lists?page=2&access_token=swordfish&x=1',
    'GET https://p.example/lists?page=2&access_token=…&x=1',
  ],
  ['https://p.example/lists?api_key=abc', 'https://p.example/lists?api_key=…'],
])('%s loses its secrets', (text, expected) => {
  expect(excludeCredentials(text)).toBe(expected);
});

test.each([
  'http://127.0.0.1:8789/v1/feed/7?key=C%20minor&per_page=5',
  'someone@example.org wrote to http://127.0.0.1/@7',
  '/data/events.jsonl.gz',
  'user.interaction.like?',
])('%s does not change', (text) => {
  expect(excludeCredentials(text)).toBe(text);
});
