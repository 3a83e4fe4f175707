import { defineConfig } from 'prisma/config';

/** Everything of Jophiel stands in one schema of the database, Prisma's own list of migrations included. */
function inSchema(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('schema', 'jophiel');
  return url.href;
}

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: inSchema(process.env.DATABASE_URL || 'postgresql://localhost/jophiel') },
});
