import type { Envelope } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import type { HandlerContext } from '@jophiel/messaging';
import type { FeatureToken } from '@jophiel/vectors';
import { countTerms } from '../statements/count-terms.ts';
import { storeSamples } from '../statements/store-samples.ts';
import { storeTexts } from '../statements/store-texts.ts';
import type { Sample } from '../core/sample.ts';
import type { SearchIndex } from '../core/search-index.ts';
import { termChanges } from '../core/term-counts.ts';
import { whatChanged } from '../core/what-changed.ts';

export interface Change {
  readonly before: Sample | undefined;
  readonly after: Sample;
  readonly cause: Envelope;
}

export interface StoreOptions extends HandlerContext {
  readonly described: ReadonlyMap<string, FeatureToken>;
  /** Given when metadata may have changed. */
  readonly searchIndex?: SearchIndex;
}

export async function storeChanges(
  changes: readonly Change[],
  { transaction, now, described, searchIndex }: StoreOptions,
): Promise<CausedEvent[]> {
  const unseen = new Set(changes.filter(({ before }) => before === undefined).map(({ after }) => after.sampleId));
  await storeSamples(
    transaction,
    changes.map(({ after }) => after),
    (sampleId) => unseen.has(sampleId),
  );
  if (searchIndex !== undefined) await storeTexts(transaction, changes.flatMap(withMetadata), searchIndex);
  // Last, because nearly every batch updates the same terms and waits for the commit of another one.
  await countTerms(transaction, termChanges(changes, described));
  return changes.flatMap(({ before, after, cause }) => whatChanged(before, after, cause, now));
}

const withMetadata = ({ after: { sampleId, analysis } }: Change) =>
  analysis === undefined ? [] : [{ sampleId, metadata: analysis.metadata }];
