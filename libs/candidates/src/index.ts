export { annCandidates, type AnnCandidatesOptions } from './ann/ann-candidates.ts';
export { type AskNearest, askOverHttp, askOverNats } from './ann/ask-nearest.ts';
export { Circuit, type CircuitOptions } from './ann/circuit.ts';
export type { CandidateRequest, CandidateSource, OrderWeights } from './candidate-source.ts';
export { CatalogueKnowledge } from './catalogue-knowledge.ts';
export { plannerSettings } from './postgres/planner-settings.ts';
export { postgresCandidates } from './postgres/postgres-candidates.ts';
export { RememberedCandidates } from './postgres/remembered-candidates.ts';
export { type Catalogue, type CatalogueToken, planTokens, type TokenPlan } from './token-plan.ts';
