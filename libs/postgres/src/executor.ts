/** An SQL statement with its parameters. With a name it is prepared: parsed and planned once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Runs statements: the pool or an open transaction. */
export interface Executor {
  /** @returns the rows; none for a write without RETURNING */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
  /** @returns the number of rows written */
  execute(statement: Statement): Promise<number>;
}
