import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { ChosenSeeds } from './seeds.ts';

const share = {
  feature: Type.String(),
  weight: Type.Number({ description: 'Share of the feature in the taste; all shares sum to 1.' }),
};

const Leanings = Type.Array(
  Type.Object({
    term: Type.String(),
    weight: Type.Number({ description: 'Weight of this direction in the taste, from −1 to 1.' }),
  }),
);

export const TasteFeature = Type.Union([
  Type.Object({
    ...share,
    kind: Type.Literal('number'),
    unit: Type.Optional(Type.String()),
    preferred: Type.Number(),
    from: Type.Number({ description: 'Most liked values are between from and to.' }),
    to: Type.Number(),
  }),
  Type.Object({
    ...share,
    kind: Type.Literal('cycle'),
    positions: Type.Array(
      Type.Object({
        position: Type.String(),
        weight: Type.Number({ description: 'Weight of this direction in the taste, from 0 to 1.' }),
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
  generated_at: Type.String({ description: 'The time to which interactions are decayed.' }),
  version: Type.Integer({ description: 'Version of the profile; rises with every change.' }),
  features: Type.Array(TasteFeature, {
    description: 'Features with a weight, in the order of the domain definition.',
  }),
  interactions: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      interaction: Type.String(),
      weight: Type.Number({ description: 'Current weight after decay; below 0 for dislikes.' }),
      at: Type.String({ description: 'Time of the last such interaction.' }),
    }),
    { description: 'The interactions behind the taste, the strongest first; `seed` is a sample that the user chose.' },
  ),
  seeds: ChosenSeeds,
});
export type TasteAnswer = Static<typeof TasteAnswer>;
