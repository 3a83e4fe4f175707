import { expect, test } from 'vitest';
import { traitsOf } from './interaction-traits.ts';
import { type Interaction, interactionSchemas, type Reaction } from './interactions.ts';

const taste = { weight: 0.5, halfLifeDays: 7, definitive: true };
const reaction: Reaction = { after: 3, withinMinutes: 10 };

const ofKind: { readonly [Kind in Interaction['kind']]: Extract<Interaction, { kind: Kind }> } = {
  toggle: { kind: 'toggle', undo: 'off', ...taste, reaction },
  collect: { kind: 'collect', undo: 'taken_out', collectionKey: 'list_id', ...taste, reaction },
  repeat: { kind: 'repeat', ...taste, reaction },
  follow: { kind: 'follow', undo: 'left', creatorKey: 'whom', undoCreatorKey: 'of_whom', reaction },
  exposure: { kind: 'exposure', halfLifeDays: 7 },
  record: { kind: 'record' },
};

test.each(Object.values(ofKind))(
  '"one table of traits, total over the kinds": $kind is as its schema has it',
  (each) => {
    const { properties } = interactionSchemas[each.kind];
    const traits = traitsOf(each);
    expect(traits.undo !== undefined).toBe('undo' in properties);
    expect(traits.reaction).toEqual('reaction' in properties ? reaction : 'batch');
    if ('weight' in properties) expect(traits.taste).toMatchObject(taste);
    else expect(traits.taste).toBeUndefined();
  },
);

test('an undo names its subject by keys of its own', () => {
  expect(traitsOf(ofKind.follow)).toMatchObject({
    subject: { creatorId: 'whom' },
    undo: { name: 'left', subject: { creatorId: 'of_whom' } },
  });
});
