import { JophielError } from '@jophiel/errors';
import { expect, test } from 'vitest';
import { loadDefinition, parseDefinition, presets } from './index.ts';

const minimal = {
  name: 'songs',
  ids: 'integer',
  item: { titleKeys: ['title'] },
  features: [
    { kind: 'terms', name: 'genre', weight: 1, from: [{ key: 'genre' }], vocabulary: ['rock'], hashedDimensions: 4 },
  ],
  interactions: {
    like: { kind: 'toggle', undo: 'unlike', weight: 1, halfLifeDays: 30, definitive: true, reaction: 'immediate' },
  },
  scoring: { similarity: 1, following: 0.5, novelty: 0.2, decidedPenalty: -1000, noveltyHalfLifeDays: 30 },
  feed: { size: 200 },
  trending: { size: 200, halfLifeDays: 7 },
};

/** The minimal definition with one place changed; `undefined` removes it. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(minimal) as Record<string, unknown>;
  const keys = path.split('/').slice(1);
  let place = copy;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
  if (value === undefined) delete place[keys.at(-1)];
  else place[keys.at(-1)] = value;
  return copy;
}

function refusal(definition: unknown): string {
  try {
    parseDefinition(definition, 'songs.json');
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(JophielError);
    expect((error as JophielError).code).toBe('DOMAIN_INVALID');
    return (error as JophielError).message;
  }
}

test.each(presets)('the preset %s is valid', (preset) => {
  expect(loadDefinition(preset).name).toBe(preset);
});

test('a definition that keeps its schema is accepted', () => {
  expect(refusal(minimal)).toBe('accepted');
});

test.each([
  ['/colour', 'blue', '/colour is not a known key'],
  ['/ids', 'uuid', '/ids must be one of "integer", "string" (it is "uuid")'],
  ['/name', undefined, '/name is missing'],
  ['/features', [], '/features must not have fewer than 1 items'],
  ['/features/0/wieght', 3, '/features/0/wieght is not a known key'],
  ['/features/0/weight', 0, '/features/0/weight must be > 0'],
  ['/features/0/weight', 'much', '/features/0/weight must be number (it is "much")'],
  ['/features/0/kind', 'colour', '/features/0/kind must be one of "terms", "number", "cycle", "dense"'],
  ['/features/0/vocabulary/0', 7, '/features/0/vocabulary/0 must be string or must be object'],
  ['/features/0/vocabulary', ['hip hop', 'Hip-Hop'], '/features/0/vocabulary/1 writes "Hip-Hop" like an earlier entry'],
  ['/features/1', { ...minimal.features[0] }, '/features/1/name is used by another feature'],
  [
    '/features/1',
    { kind: 'number', name: 'bpm', weight: 1, key: 'bpm', scale: 'logarithmic', range: { from: 0, to: 9 }, bins: 4 },
    '/features/1/range/from must be above 0 on a logarithmic scale',
  ],
  ['/interactions/like/halfLifeDays', 0, '/interactions/like/halfLifeDays must be >= 0.01'],
  ['/interactions/like/kind', 'tap', '/interactions/like/kind must be one of'],
  ['/interactions/like/reaction', 'soon', '/interactions/like/reaction must be "immediate" or must be "batch"'],
  ['/interactions/like/undo', 'like', '/interactions/like/undo is the name of another interaction'],
  ['/senders', { cms: 'acme' }, '/senders/cms is not a known key'],
  ['/senders', { platform: '' }, '/senders/platform must match ^[a-z][a-z0-9._-]*$ (it is "")'],
  ['/senders', { analyser: 'Two Words' }, '/senders/analyser must match ^[a-z][a-z0-9._-]*$ (it is "Two Words")'],
  ['/senders', 'acme', '/senders must be object (it is "acme")'],
  ['/sync', { likes: 'adore' }, '/sync/likes must be the name of an interaction of kind "toggle" (it is "adore")'],
  ['/sync', { follows: 'like' }, '/sync/follows must be the name of an interaction of kind "follow"'],
  ['/variety', { creatorCap: { most: 3, window: 3 } }, '/variety/creatorCap/most must be below the window'],
  ['/variety', { creatorDecay: { factor: 2 } }, '/variety/creatorDecay/factor must be <= 1'],
  ['/variety', { mmr: { lambda: 0 } }, '/variety/mmr/lambda must be > 0'],
  ['/variety', { shuffle: true }, '/variety/shuffle is not a known key'],
  [
    '/variety',
    { fading: { after: 3, strength: 0.3, clearedBy: ['like'] } },
    '/variety/fading needs an interaction of kind "exposure"',
  ],
  [
    '/variety',
    { fading: { after: 3, strength: 0.3, clearedBy: ['like', 'lick'] } },
    '/variety/fading/clearedBy/1 must be the name of an interaction with a weight (it is "lick")',
  ],
  ['/scoring/decidedPenalty', 5, '/scoring/decidedPenalty must be <= 0'],
  ['/seeds', { weight: -1, halfLifeDays: 90 }, '/seeds/weight must be >= 0'],
  ['/seeds', { weight: 1 }, '/seeds/halfLifeDays is missing'],
  ['/interactions/seed', minimal.interactions.like, '/interactions/seed cannot have the name "seed"'],
  ['/interactions/like/undo', 'seed', '/interactions/like/undo cannot have the name "seed"'],
  ['/ranking', 'best', '/ranking must be one of "varied", "score-final" (it is "best")'],
])('%s = %j is refused with its path', (path, value, text) => {
  expect(refusal(changed(path, value))).toContain(text);
});

test('a file that is missing says what to set', () => {
  expect(() => loadDefinition('/nowhere/songs.json')).toThrow(/nowhere\/songs\.json cannot be read.*JOPHIEL_DOMAIN/);
});
