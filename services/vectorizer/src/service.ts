import { sampleAnalyzed, sampleDeleted, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { defineService } from '@jophiel/service/manifest';
import { VectorizerSettings } from './config.ts';

export const vectorizer = defineService({
  name: 'vectorizer',
  title: 'Vectorizer: makes vectors of metadata',
  settings: VectorizerSettings,
  features: {
    vectorise: 'metadata that become vectors',
    removal: 'samples that go away',
    revectorise: 'vectors of a former definition that are made again',
    'search-texts': 'texts and words that the search finds',
    terms: 'the terms of the catalogue',
  },
  consumes: [sampleAnalyzed, sampleDeleted],
  follows: [],
  asks: [],
  answers: [],
  emits: [sampleVectorized, sampleRemoved],
});
