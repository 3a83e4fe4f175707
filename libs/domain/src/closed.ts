/** For the objects of a definition: a key that is not described is an error. */
export const closed = { additionalProperties: false } as const;
