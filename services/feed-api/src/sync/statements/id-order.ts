/**
 * In which order a platform sorts its ids: integers by number, texts byte by byte. Ids are texts inside; an integer is
 * one without leading zeros, so that of two the longer is the larger.
 */
export interface IdOrder {
  /** What SQL sorts a column of ids by. */
  by(column: string): string;
  /** SQL: whether the id in a column comes after another, which is an expression; '' comes before all. */
  isAfter(column: string, other: string): string;
}

const byNumber: IdOrder = {
  by: (column) => `length(${column}), ${column}`,
  isAfter: (column, other) => `(length(${column}), ${column}) > (length(${other}), ${other})`,
};

const byBytes: IdOrder = {
  by: (column) => column,
  isAfter: (column, other) => `${column} > ${other}`,
};

export function idOrderOf({ ids }: { readonly ids: 'integer' | 'string' }): IdOrder {
  return ids === 'integer' ? byNumber : byBytes;
}
