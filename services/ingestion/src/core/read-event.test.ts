import { readFileSync } from 'node:fs';
import type { Envelope } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { toEnvelope } from '@jophiel/events';
import { describe, expect, test } from 'vitest';
import { eventReader } from './read-event.ts';

const readAudio = eventReader(loadDefinition('audio'));
const readFilms = eventReader(loadDefinition('films'));
const now = new Date('2026-03-05T00:00:00Z');

function event(event_name: string, payload: Record<string, unknown>, version = 1): Envelope {
  const id = '9f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0';
  return {
    event_name,
    event_id: id,
    event_timestamp: '2026-03-01T12:00:00.000Z',
    source: 'platform.v2',
    version,
    correlation_id: id,
    payload,
  };
}

function refusal(work: () => unknown) {
  try {
    return { accepted: work() };
  } catch (error) {
    if (error instanceof JophielError) return { code: error.code, message: error.message, faults: error.faults };
    throw error;
  }
}

describe('every golden example is read', () => {
  const kinds: Record<string, string> = {
    'sample.lifecycle.created': 'sample-described',
    'sample.lifecycle.updated': 'sample-described',
    'sample.analyzed': 'sample-described',
    'sample.lifecycle.deleted': 'sample-deleted',
    'user.lifecycle.created': 'user-created',
    'user.lifecycle.deleted': 'user-deleted',
  };
  const examples = ['platform', 'analyser'].flatMap((file) => {
    const path = new URL(`../../../../libs/contracts/examples/${file}.json`, import.meta.url);
    return JSON.parse(readFileSync(path, 'utf8')) as { title: string; message: Envelope }[];
  });

  test.each(examples.map(({ title, message }) => [message.event_name, title, message] as const))(
    '%s: %s',
    (name, _, message) => {
      const envelope = toEnvelope(message, { eventName: undefined, identity: undefined, now });
      const accepted = readAudio(envelope);
      expect(accepted.kind).toBe(kinds[name] ?? 'interaction');
      expect(accepted.envelope).toBe(envelope);
    },
  );

  test('the examples cover every kind', () => {
    const names = new Set(examples.map(({ message }) => message.event_name));
    expect(
      [...Object.keys(kinds), 'user.interaction.like', 'user.interaction.follow'].filter((name) => !names.has(name)),
    ).toEqual([]);
  });
});

describe('the kind of an event decides its contract', () => {
  test('an interaction has its record', () => {
    expect(readAudio(event('user.interaction.like', { user_id: 42, sample_id: 1001 }))).toMatchObject({
      kind: 'interaction',
      record: { interaction: 'like', userId: '42', sampleId: '1001' },
    });
  });

  test('deletions have the id as text, in both domains', () => {
    expect(readAudio(event('sample.lifecycle.deleted', { sample_id: 1009 }))).toMatchObject({ sampleId: '1009' });
    expect(readAudio(event('user.lifecycle.deleted', { user_id: 43 }))).toMatchObject({ userId: '43' });
    expect(readFilms(event('sample.lifecycle.deleted', { sample_id: 'alien' }))).toMatchObject({ sampleId: 'alien' });
    expect(readFilms(event('user.lifecycle.deleted', { user_id: 'anna' }))).toMatchObject({ userId: 'anna' });
  });

  test.each([
    ['sample.lifecycle.created', { creator_id: 7, metadata: {} }, '/payload/sample_id'],
    ['sample.lifecycle.created', { sample_id: 1009, metadata: {} }, '/payload/creator_id'],
    ['sample.lifecycle.updated', { sample_id: 1009, creator_id: 7, metadata: 'dark' }, '/payload/metadata'],
    ['sample.analyzed', { sample_id: 1009, creator_id: 7 }, '/payload/metadata'],
    ['sample.lifecycle.deleted', {}, '/payload/sample_id'],
    ['user.lifecycle.created', {}, '/payload/user_id'],
    ['user.lifecycle.deleted', { user_id: null }, '/payload/user_id'],
    ['user.interaction.like', { sample_id: 1 }, '/payload/user_id'],
  ])('%s with %j is refused at %s', (name, payload, path) => {
    expect(refusal(() => readAudio(event(name, payload)))).toMatchObject({ code: 'EVENT_INVALID', faults: [{ path }] });
  });

  test('a created sample needs no metadata, as drafts have none', () => {
    expect(readAudio(event('sample.lifecycle.created', { sample_id: 1009, creator_id: 7 })).kind).toBe(
      'sample-described',
    );
  });

  test('ids that the contract allows but the domain does not are refused', () => {
    const texts = { sample_id: 'alien', creator_id: 'scott', metadata: {} };
    const numbers = { sample_id: 1, creator_id: 2, metadata: {} };
    expect(refusal(() => readAudio(event('sample.analyzed', texts)))).toMatchObject({
      faults: [{ path: '/payload/sample_id' }],
    });
    expect(refusal(() => readFilms(event('sample.analyzed', numbers)))).toMatchObject({
      faults: [{ path: '/payload/sample_id' }],
    });
    expect(refusal(() => readAudio(event('user.lifecycle.deleted', { user_id: 'anna' })))).toMatchObject({
      faults: [{ path: '/payload/user_id' }],
    });
  });

  test.each([
    'user.interaction',
    'user.interactions.like',
    'sample.lifecycle.renamed',
    'feed.updated',
    'x',
    'toString',
  ])('refuses the unknown event %s and lists the known ones', (name) => {
    expect(refusal(() => readAudio(event(name, { user_id: 42, sample_id: 1 })))).toMatchObject({
      code: 'EVENT_UNKNOWN',
      message: expect.stringContaining('sample.lifecycle.created'),
    });
  });

  test('an event of a later version is refused', () => {
    expect(refusal(() => readAudio(event('user.interaction.like', { user_id: 42, sample_id: 1 }, 2)))).toMatchObject({
      code: 'EVENT_INVALID',
      message: expect.stringContaining('version 2'),
    });
  });
});
