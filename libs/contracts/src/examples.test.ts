import { readFileSync } from 'node:fs';
import { checker } from '@jophiel/errors';
import { describe, expect, test } from 'vitest';
import {
  Envelope,
  type EventContract,
  FeedAnswer,
  FeedPointsAnswer,
  insideEvents,
  OutsideEnvelope,
  outsideEvents,
} from './index.ts';

interface Example {
  readonly title: string;
  readonly message: { readonly event_name: string; readonly payload: unknown };
}

function examples<T>(file: string): T[] {
  return JSON.parse(readFileSync(new URL(`../examples/${file}.json`, import.meta.url), 'utf8')) as T[];
}

function contractOf(name: string, contracts: readonly EventContract[]): EventContract {
  const fits = ({ subject }: EventContract) =>
    subject.endsWith('>') ? name.startsWith(subject.slice(0, -1)) : name === subject;
  const contract = contracts.find(fits);
  if (contract === undefined) throw new Error(`No contract fits ${name}`);
  return contract;
}

describe.each([
  ['platform', OutsideEnvelope, outsideEvents],
  ['analyser', OutsideEnvelope, outsideEvents],
  ['inside', Envelope, insideEvents],
] as const)('events of %s match their contract', (file, envelope, contracts) => {
  test.each(examples<Example>(file).map(({ title, message }) => [title, message] as const))('%s', (_, message) => {
    expect(checker(envelope)(message)).toMatchObject({ ok: true });
    expect(checker(contractOf(message.event_name, contracts).payload)(message.payload)).toMatchObject({ ok: true });
  });
});

test('every contract has a golden example', () => {
  const named = ['platform', 'analyser', 'inside'].flatMap((file) =>
    examples<Example>(file).map(({ message }) => message.event_name),
  );
  const covered = new Set(named.map((name) => contractOf(name, [...outsideEvents, ...insideEvents]).subject));
  expect(
    [...outsideEvents, ...insideEvents].map(({ subject }) => subject).filter((subject) => !covered.has(subject)),
  ).toEqual([]);
});

test('the answers that the platform reads match their contract', () => {
  const [feed, points] = examples<{ answer: unknown }>('feed-answers');
  expect(checker(FeedAnswer)(feed?.answer)).toMatchObject({ ok: true });
  expect(checker(FeedPointsAnswer)(points?.answer)).toMatchObject({ ok: true });
});

test('both forms of an event id are accepted, a third is not', () => {
  const envelope = examples<Example>('platform')[0]!.message;
  const check = checker(OutsideEnvelope);
  expect(check({ ...envelope, event_id: '9F1C2D3E-4B5A-6978-8796-A5B4C3D2E1F0' }).ok).toBe(true);
  expect(check({ ...envelope, event_id: '12' })).toMatchObject({
    ok: false,
    faults: [{ path: '/event_id', value: '"12"' }],
  });
});
