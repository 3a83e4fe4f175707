export type { NearestEngine, NearestFilter, NearestItem, NearestQuery, Neighbour, RestoredEngine } from './engine.ts';
export { ExactEngine, type ExactOptions } from './exact/exact-engine.ts';
export type { Space } from './exact/row-store.ts';
export { HnswEngine, type HnswOptions } from './hnsw/hnsw-engine.ts';
export { scoreItem } from './score-item.ts';
export { QdrantEngine, type QdrantOptions } from './qdrant/qdrant-engine.ts';
