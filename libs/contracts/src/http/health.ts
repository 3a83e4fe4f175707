import Type, { type Static } from 'typebox';

export const HealthAnswer = Type.Object({
  status: Type.Enum(['ok', 'unavailable']),
  service: Type.String(),
  checks: Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) })),
});
export type HealthAnswer = Static<typeof HealthAnswer>;
