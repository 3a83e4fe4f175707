/** One SQL statement with its parameters. A name makes it a prepared one: parsed and planned once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Whatever statements can be run on: the pool, or an open transaction. Statements take it as an argument. */
export interface Executor {
  /** Rows of the answer; for writes without RETURNING an empty list. */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
  /** How many rows a write touched. */
  execute(statement: Statement): Promise<number>;
}
