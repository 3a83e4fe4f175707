import { randomUUID } from 'node:crypto';
import { loadDefinition, withoutLearning } from '@jophiel/domain';
import { type Database, plannerSettings } from '@jophiel/postgres';
import { dotSparse, encodeVector, toDense, tokenName, tokenVector, vectorise } from '@jophiel/vectors';
import { CatalogueKnowledge } from '../src/catalogue-knowledge.ts';
import { postgresCandidates } from '../src/postgres/postgres-candidates.ts';
import { CachedCandidates } from '../src/postgres/cached-candidates.ts';
import { scoringOptionsOf } from '@jophiel/scoring';

/** ScoreFinal and variety alone; what is learned has tests of its own. */
export const domain = withoutLearning(loadDefinition('audio'));
export const options = scoringOptionsOf(domain);
export const now = new Date('2026-03-01T12:00:00Z');
export const DAY = 86_400_000;

/** A unique id. */
export const fresh = (kind: string): string => `${kind}-${randomUUID()}`;
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY);

export const asScorer = { role: 'jophiel_scorer', serverSettings: plannerSettings };

export interface GivenSample {
  readonly sampleId: string;
  readonly creatorId?: string;
  readonly publishedAt?: Date;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly layout?: string;
}

/** The vector and the token shares that the vectorizer computes from metadata. */
export function described(metadata: Readonly<Record<string, unknown>>) {
  const { vector, tokens } = vectorise(options.layout, metadata);
  const shares = tokens.map((token) => {
    const name = tokenName(token);
    const pull = tokenVector(options.layout, name)!;
    return [name, Math.round((dotSparse(vector, pull) / dotSparse(pull, pull)) * 10_000) / 10_000] as const;
  });
  return { vector, features: Object.fromEntries(shares) };
}

/** The taste of a user who likes exactly this metadata. */
export function tasteFor(metadata: Readonly<Record<string, unknown>>): Float32Array {
  return toDense(described(metadata).vector, options.layout.dimensions);
}

/** Stores samples as the vectorizer does, or updates them with the next revision; `copies` times with other ids. */
export async function storeSamples(database: Database, samples: readonly GivenSample[], copies = 1): Promise<void> {
  const made = samples.map(({ metadata }) => described(metadata));
  await database.execute({
    text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, vector, layout, features, revision)
           SELECT sample_id || CASE WHEN copy > 0 THEN '+' || copy ELSE '' END,
                  creator_id || CASE WHEN copy > 0 THEN '+' || copy ELSE '' END,
                  published_at - make_interval(days => 10 * copy), decode(vector, 'hex'), layout, features::jsonb, 1
           FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])
             AS sample (sample_id, creator_id, published_at, vector, layout, features)
           CROSS JOIN generate_series(0, $7::int - 1) AS copy
           ON CONFLICT (sample_id) DO UPDATE
             SET creator_id = excluded.creator_id, published_at = excluded.published_at, vector = excluded.vector,
                 layout = excluded.layout, features = excluded.features, revision = sample_vectors.revision + 1`,
    values: [
      samples.map(({ sampleId }) => sampleId),
      samples.map(({ creatorId }) => creatorId ?? 'creator'),
      samples.map(({ publishedAt }) => publishedAt ?? now),
      made.map(({ vector }) => encodeVector(vector).toString('hex')),
      samples.map(({ layout }) => layout ?? options.layout.id),
      made.map(({ features }) => JSON.stringify(features)),
      copies,
    ],
  });
}

/** Counts the terms of listed samples, as the vectorizer does. */
export async function countTerms(database: Database): Promise<void> {
  await database.execute({ text: 'DELETE FROM feature_terms' });
  await database.execute({
    text: `INSERT INTO feature_terms (feature, term, label, known, samples)
           SELECT split_part(name, ':', 1), substr(name, strpos(name, ':') + 1), name, true, count(*)
           FROM sample_vectors CROSS JOIN jsonb_object_keys(features) AS name WHERE listed GROUP BY name`,
  });
}

/** Changes a column of a sample and increments its revision. */
export async function change(database: Database, sampleId: string, assignment: string): Promise<void> {
  await database.execute({
    text: `UPDATE sample_vectors SET ${assignment}, revision = revision + 1 WHERE sample_id = $1`,
    values: [sampleId],
  });
}

export function sourceOn(database: Database) {
  const knowledge = new CatalogueKnowledge(database, options.layout);
  const cached = new CachedCandidates(database, 100_000);
  const candidates = postgresCandidates(database, {
    layout: options.layout.id,
    catalogue: knowledge.catalogue,
    cached,
    weights: options.weights,
    now: () => now,
  });
  return { knowledge, cached, candidates };
}
