import Type, { type Static } from 'typebox';

/** RFC 9457 problem details. */
export const Problem = Type.Object({
  type: Type.String({ description: 'Link to the explanation of the code, relative to the service that answered.' }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String({ description: 'Stable code for programs.' }),
  detail: Type.String(),
  correlation_id: Type.Optional(Type.String()),
  faults: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String({ description: 'JSON pointer to the invalid value.' }),
        problem: Type.String(),
        value: Type.Optional(Type.String()),
      }),
    ),
  ),
});
export type Problem = Static<typeof Problem>;
