import Type from 'typebox';

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description:
        'Send the same key when you repeat a request. Events with neither envelope nor timestamp get ids derived from it, so a repeat is a duplicate.',
    }),
  ),
});
