import { connectDatabase, type Database } from '@jophiel/postgres';

export interface BareRows {
  /** Writes every row again, with up to `atOnce` rows per table in a commit. @returns the time in seconds */
  write(atOnce: number): Promise<number>;
  remove(): Promise<void>;
}

/** The floor of a service that fills tables: copies their rows into tables like these, with their indexes. */
export async function bareRowsOf(databaseUrl: string, tables: readonly string[]): Promise<BareRows> {
  const database = connectDatabase({
    url: databaseUrl,
    application: 'floor',
    poolSize: 2,
    statementTimeoutMs: 300_000,
  });
  const copies = await Promise.all(tables.map(async (table) => copyOf(database, table)));
  return {
    async write(atOnce) {
      const startedAt = performance.now();
      const most = Math.max(...copies.map(({ rows }) => rows.length));
      for (let from = 0; from < most; from += atOnce)
        await database.transaction(async (transaction) => {
          for (const { insert, columns, rows } of copies) {
            const batch = rows.slice(from, from + atOnce);
            const values = columns.map((_, column) => batch.map((row) => row[column]));
            if (batch.length > 0) await transaction.execute({ ...insert, values });
          }
        });
      return (performance.now() - startedAt) / 1_000;
    },
    async remove() {
      for (const table of tables) await database.execute({ text: `DROP TABLE bench_${table}` });
      await database.close();
    },
  };
}

async function copyOf(database: Database, table: string) {
  const columns = await database.query<{ name: string; type: string }>({
    text: `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
           WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    values: [table],
  });
  await database.execute({ text: `CREATE TABLE bench_${table} (LIKE ${table} INCLUDING ALL)` });
  const rows = await database.query<{ row: (string | null)[] }>({
    text: `SELECT ARRAY[${columns.map(({ name }) => `${name}::text`).join(', ')}] AS row FROM ${table}`,
  });
  const names = columns.map(({ name }) => name).join(', ');
  const text = `INSERT INTO bench_${table} (${names})
    SELECT ${columns.map(({ name, type }) => `${name}::${type}`).join(', ')}
    FROM unnest(${columns.map((_, index) => `$${index + 1}::text[]`).join(', ')}) AS new (${names})`;
  return { insert: { name: `bare-${table}`, text }, columns, rows: rows.map(({ row }) => row) };
}
