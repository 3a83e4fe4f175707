import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';

const share = {
  feature: Type.String(),
  weight: Type.Number({ description: 'How much of the taste is about this feature; all together are 1.' }),
};

const Leanings = Type.Array(
  Type.Object({
    term: Type.String(),
    weight: Type.Number({ description: 'How much of the taste points this way: from −1 to 1.' }),
  }),
);

export const TasteFeature = Type.Union([
  Type.Object({
    ...share,
    kind: Type.Literal('number'),
    unit: Type.Optional(Type.String()),
    preferred: Type.Number(),
    from: Type.Number({ description: 'Most of what is liked lies between from and to.' }),
    to: Type.Number(),
  }),
  Type.Object({
    ...share,
    kind: Type.Literal('cycle'),
    positions: Type.Array(
      Type.Object({
        position: Type.String(),
        weight: Type.Number({ description: 'How much of the taste points this way: from 0 to 1.' }),
      }),
      { description: 'The strongest first.' },
    ),
  }),
  Type.Object({
    ...share,
    kind: Type.Literal('terms'),
    liked: Leanings,
    avoided: Leanings,
  }),
  Type.Object({ ...share, kind: Type.Literal('dense') }),
]);

export const TasteAnswer = Type.Object({
  user_id: OutsideId,
  generated_at: Type.String({ description: 'As of when older interactions count less.' }),
  version: Type.Integer({ description: 'Of the profile; rises with every change.' }),
  features: Type.Array(TasteFeature, {
    description: 'In the order of the domain definition; of those that say anything.',
  }),
  interactions: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      interaction: Type.String(),
      weight: Type.Number({ description: 'What it still counts; below 0 for aversion.' }),
      at: Type.String({ description: 'The last time.' }),
    }),
    { description: 'What made the taste, the loudest first.' },
  ),
});
export type TasteAnswer = Static<typeof TasteAnswer>;
