import pg from 'pg';

/** Counters and versions stay far below 2^53, so a number is exact. */
const safeInteger = (text: string): number => Number(text);

/** The parsers of pg, with 64-bit integers as numbers. */
export const resultTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? safeInteger : pg.types.getTypeParser(oid, format)),
};
