import { type Envelope, sampleVectorized } from '@jophiel/contracts';
import { causeWithoutEvent, idFrom } from '@jophiel/events';
import { type HandlerContext, type Emitter } from '@jophiel/messaging';
import type { Logger, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { type FeatureToken, tokenName } from '@jophiel/vectors';
import { lockSamples } from '../statements/lock-samples.ts';
import { outdatedSamples } from '../statements/outdated-samples.ts';
import type { Analysis, Sample } from '../core/sample.ts';
import type { Vectoriser } from '../core/vectoriser.ts';
import { type Change, storeChanges } from './store-changes.ts';

const AT_ONCE = 500;

/** After a change of the features. Resumes after a stop: the remaining samples have another layout. */
export async function revectoriseAll(
  options: {
    database: Database;
    outbox: Emitter;
    vectorise: Vectoriser;
    layout: string;
    logger: Logger;
    timings: Timings;
    now: () => Date;
  },
  signal: AbortSignal,
): Promise<void> {
  const { database, outbox, timings, logger } = options;
  const run = timings.run('revectorise');
  let total = 0;
  try {
    while (!signal.aborted) {
      const { samples, pages } = await database.transaction(async (transaction) => {
        const ids = await outdatedSamples(transaction, options.layout, AT_ONCE);
        const events = await revectorise(ids, { ...options, transaction, now: options.now() });
        return { samples: ids.length, pages: await outbox.store(transaction, events) };
      });
      if (samples === 0) break;
      run.add(samples);
      total += samples;
      await outbox.publish(pages);
    }
  } finally {
    run.end();
  }
  if (total > 0) logger.info({ samples: total, layout: options.layout }, 'vectors rebuilt for a changed definition');
}

async function revectorise(
  ids: readonly string[],
  { vectorise, layout, ...context }: HandlerContext & { vectorise: Vectoriser; layout: string },
) {
  const described = new Map<string, FeatureToken>();
  const before = await lockSamples(context.transaction, ids);
  const changes = [...before.values()].map((sample): Change => {
    const { analysis } = sample;
    const after =
      analysis === undefined ? sample : { ...sample, analysis: rebuilt(analysis, layout, vectorise, described) };
    return { before: sample, after, cause: causeOf(sample, layout, context.now) };
  });
  return storeChanges(changes, { ...context, described });
}

/** Stores an empty vector when the new features find nothing: one of another layout would never match. */
function rebuilt(
  analysis: Analysis,
  layout: string,
  vectorise: Vectoriser,
  described: Map<string, FeatureToken>,
): Analysis {
  const vectorised = vectorise(analysis.metadata);
  for (const token of vectorised.tokens) described.set(tokenName(token), token);
  const { vector, features } = vectorised;
  return { ...analysis, vector, layout, features };
}

/** The change of the definition is the cause; a repeat has the same id. */
function causeOf({ sampleId }: Sample, layout: string, now: Date): Envelope {
  return causeWithoutEvent({
    name: sampleVectorized.subject,
    id: idFrom(`revectorise ${layout} ${sampleId}`),
    service: 'vectorizer',
    now,
    correlationId: `revectorise-${layout}`,
  });
}
