import Type, { type Static } from 'typebox';

/** RFC 9457 problem details. `code` is the stable one; `type` is a link to its explanation. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  correlation_id: Type.Optional(Type.String()),
  faults: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String({ description: 'JSON pointer to the place at fault.' }),
        problem: Type.String(),
        value: Type.Optional(Type.String()),
      }),
    ),
  ),
});
export type Problem = Static<typeof Problem>;
