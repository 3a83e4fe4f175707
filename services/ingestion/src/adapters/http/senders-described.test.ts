import { loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { sendersDescribed } from './senders-described.ts';

const { senders: _, ...unnamed } = loadDefinition('audio');

test('"Agnostic to the last name": a running service shows the names of its definition', () => {
  expect(sendersDescribed({ ...unnamed, senders: { platform: 'acme', analyser: 'ears' } })).toBe(
    'From the platform (acme): `sample.lifecycle.created`, `sample.lifecycle.deleted`, `sample.lifecycle.updated`, ' +
      '`user.interaction.>`, `user.lifecycle.created`, `user.lifecycle.deleted`. ' +
      'From the analyser (ears): `sample.analyzed`.',
  );
});

test('a definition without names shows the roles only', () => {
  expect(sendersDescribed(unnamed)).toMatch(/^From the platform: .* From the analyser: `sample\.analyzed`\.$/);
});
