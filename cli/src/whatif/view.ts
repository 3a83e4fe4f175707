import type { DomainDefinition } from '@jophiel/domain';
import { type Arms, armsOf, type Candidate } from '@jophiel/scoring';
import { type FoldOptions, foldOptionsOf } from '@jophiel/taste';
import { type Layout, type SparseVector, vectorise } from '@jophiel/vectors';
import type { SampleRow } from './statements/read-samples.ts';

/** All samples, with vectors of one layout. */
export interface Catalogue {
  readonly layout: Layout;
  /** The listed samples. */
  readonly candidates: Candidate[];
  /** The vectors of all samples, listed or not. */
  readonly vectors: Map<string, SparseVector>;
  /** Original by copy. */
  readonly originals: Map<string, string>;
}

/** The platform as one definition sees it. */
export interface View {
  readonly arms: Arms;
  readonly fold: FoldOptions;
  readonly catalogue: Catalogue;
}

/** The views of two definitions; they share the catalogue when their features are equal. */
export function viewsOf(before: DomainDefinition, after: DomainDefinition): readonly [View, View] {
  const catalogues = new Map<string, Catalogue>();
  const viewOf = (definition: DomainDefinition): View => {
    const arms = armsOf(definition);
    const { layout } = arms.control.options;
    const catalogue = catalogues.get(layout.id) ?? {
      layout,
      candidates: [],
      vectors: new Map(),
      originals: new Map(),
    };
    catalogues.set(layout.id, catalogue);
    return { arms, fold: foldOptionsOf(definition), catalogue };
  };
  return [viewOf(before), viewOf(after)];
}

/** Adds samples to a catalogue, as the vectorizer would with this layout. */
export function addSamples({ layout, candidates, vectors, originals }: Catalogue, rows: readonly SampleRow[]): void {
  for (const { sample_id: sampleId, creator_id, published_at, listed, duplicate_of, metadata } of rows) {
    if (duplicate_of !== null) originals.set(sampleId, duplicate_of);
    const { vector } = vectorise(layout, metadata);
    if (vector.indices.length === 0) continue;
    vectors.set(sampleId, vector);
    if (listed) candidates.push({ sampleId, creatorId: creator_id, publishedAt: published_at.getTime(), vector });
  }
}
