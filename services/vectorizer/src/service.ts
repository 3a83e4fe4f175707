import { sampleAnalyzed, sampleDeleted, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { defineService } from '@jophiel/service/manifest';
import { VectorizerSettings } from './config.ts';

export const vectorizer = defineService({
  name: 'vectorizer',
  title: 'Vectorizer: computes vectors from metadata',
  settings: VectorizerSettings,
  features: {
    vectorise: 'vectors computed from metadata',
    removal: 'removed samples',
    revectorise: 'vectors recomputed after a change of the definition',
    'search-texts': 'texts and words for the search',
    terms: 'the terms of the catalogue',
  },
  consumes: [sampleAnalyzed, sampleDeleted],
  follows: [],
  asks: [],
  answers: [],
  emits: [sampleVectorized, sampleRemoved],
});
