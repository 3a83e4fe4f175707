import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

export type { PrismaClient } from './generated/client.ts';

/**
 * Prisma's client, for what is read rarely and by people: status, lists, reports. The services' own statements are SQL,
 * because a prepared statement answers in a quarter of the time.
 */
export function connectPrisma(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url }, { schema: 'jophiel' }) });
}
