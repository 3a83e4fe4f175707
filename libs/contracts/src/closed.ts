/** For objects between Jophiel's services: an unknown key is an error. */
export const closed = { additionalProperties: false } as const;
