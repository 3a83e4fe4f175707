import { loadDefinition } from '@jophiel/domain';
import { connectPrisma } from '@jophiel/postgres/prisma';
import type { Outcome } from '../run.ts';
import { connectAsInstaller, findStack, pendingMigrations, print, table } from '@jophiel/local';
import { readRecordedWeights } from '../status/statements/read-recorded-weights.ts';
import { weightsReport } from '../status/weights-report.ts';

/** Shows migrations, row counts, backlogs, and changed weights. */
export async function dbStatus(): Promise<Outcome> {
  const stack = findStack();
  const database = connectAsInstaller(stack);
  try {
    const pending = await pendingMigrations(database);
    if (pending.length > 0) {
      print(`missing migrations: ${pending.join(', ')}; run db:install`);
      return { missing_migrations: pending };
    }
    print('all migrations are installed\n');
    await printTables(stack.databaseUrl!);
    const domain = loadDefinition(stack.domain);
    print('');
    for (const line of weightsReport(await readRecordedWeights(database), domain)) print(line);
    return { missing_migrations: [] };
  } finally {
    await database.close();
  }
}

async function printTables(databaseUrl: string): Promise<void> {
  const prisma = connectPrisma(databaseUrl);
  try {
    print(
      table(
        ['table', 'rows'],
        [
          ['interactions in the log', await prisma.userInteraction.count()],
          ['samples', await prisma.sampleVector.count()],
          ['listed samples', await prisma.sampleVector.count({ where: { listed: true } })],
          ['terms', await prisma.featureTerm.count({ where: { samples: { gt: 0 } } })],
          [
            'terms outside the vocabulary',
            await prisma.featureTerm.count({ where: { known: false, samples: { gt: 0 } } }),
          ],
          ['profiles', await prisma.userTasteProfile.count()],
          ['pending signals', await prisma.userSignal.count({ where: { pending: true } })],
          ['feeds', await prisma.userFeedRecommendation.count()],
          ['dead letters, ingestion', await prisma.ingestionDeadLetter.count({ where: { replayedAt: null } })],
          ['dead letters, vectorizer', await prisma.vectorizerDeadLetter.count({ where: { replayedAt: null } })],
          ['dead letters, profile', await prisma.profileDeadLetter.count({ where: { replayedAt: null } })],
          ['dead letters, scorer', await prisma.scorerDeadLetter.count({ where: { replayedAt: null } })],
        ],
      ),
    );
  } finally {
    await prisma.$disconnect();
  }
}
