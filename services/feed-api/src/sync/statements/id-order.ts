/** Ids are texts. Integers sort by number; without leading zeros the longer is larger. Texts sort by bytes. */
export interface IdOrder {
  by(column: string): string;
  /** SQL; `other` is an expression, and '' comes before every id. */
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
