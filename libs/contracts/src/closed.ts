/** For objects that Jophiel's services send each other: a key that is not described is an error. */
export const closed = { additionalProperties: false } as const;
