import { describe, expect, test } from 'vitest';
import { loadDefinition, sendersOf } from './index.ts';

describe('"Agnostic to the last name": what the systems around Jophiel are called is a setting of the definition', () => {
  test('each definition has its own names', () => {
    expect(sendersOf(loadDefinition('audio'))).toEqual({ platform: 'sword', analyser: 'casiel' });
    expect(sendersOf(loadDefinition('films'))).toEqual({ platform: 'filmhouse', analyser: 'cataloguer' });
  });

  test('a role without a name is called by the role', () => {
    expect(sendersOf({})).toEqual({ platform: 'platform', analyser: 'analyser' });
    expect(sendersOf({ senders: { platform: 'acme' } })).toEqual({ platform: 'acme', analyser: 'analyser' });
  });
});
