import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

export type { PrismaClient } from './generated/client.ts';

/**
 * Prisma's client, for rare reads by people: status, lists, reports. Services use SQL, because a prepared statement takes a
 * quarter of the time.
 */
export function connectPrisma(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url }, { schema: 'jophiel' }) });
}
