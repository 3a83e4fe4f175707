import pg from 'pg';

/** Counters and versions stay far below 2^53, where a number is exact and a text would only be in the way. */
const safeInteger = (text: string): number => Number(text);

/** pg's own reading of values, but 64-bit integers as numbers. */
export const resultTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? safeInteger : pg.types.getTypeParser(oid, format)),
};
