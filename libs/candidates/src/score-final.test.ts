import { ExactEngine, type NearestItem, scoreItem } from '@jophiel/nearest';
import type { Database } from '@jophiel/postgres';
import { anonymousListener, ScoreCalculator, type ScoringWeights } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { addScaled, dotDense, dotSparse, encodeVector, tokenName, tokenVector, vectorise } from '@jophiel/vectors';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asScorer, DAY, domain, now, options } from '../test/given-catalogue.ts';
import { candidateKeys, candidateStatement, SCORED } from './postgres/statements/candidate-keys.ts';
import type { TokenPlan } from './token-plan.ts';

/*
 * ScoreFinal exists three times: as the factors of ScoreCalculator, as SQL that orders candidates, and in the kernels
 * of the exact scan (and their TypeScript twin). All three score the same random items, tastes, times and weights here.
 */

/**
 * The maximum difference, as a share of the weights. Scores that differ by twice as much must have the same order. The
 * kernels add float32 products; SQL multiplies pulls with shares that are more precise than the float32 vectors.
 */
const TOLERANCE = 1e-6;

/** Words with a dimension each: the tokens of an item then hold its whole vector, and SQL computes the whole cosine. */
const words = Object.fromEntries(
  domain.features.flatMap((feature) =>
    feature.kind === 'terms' && feature.vocabulary.length > 0
      ? [[feature.from[0]!.key, feature.vocabulary.map((each) => (typeof each === 'string' ? each : each.term))]]
      : [],
  ),
);
const metadata = fc
  .record(
    Object.fromEntries(
      Object.entries(words).map(([key, terms]) => [
        key,
        fc.subarray(terms.slice(0, 6), { minLength: 1, maxLength: 2 }),
      ]),
    ),
    { requiredKeys: [] },
  )
  .filter((about) => Object.keys(about).length > 0);

/** Now, in the future, and so long ago that the novelty is 0. */
const publishedAt = fc.oneof(
  fc.integer({ min: -3 * DAY, max: 700 * DAY }).map((age) => now.getTime() - age),
  fc.constantFrom(now.getTime(), 0, Date.parse('1000-01-01T00:00:00Z')),
);

interface Item extends NearestItem {
  /** Token name to its share, not rounded. */
  readonly features: Readonly<Record<string, number>>;
}

const items = fc
  .array(fc.record({ metadata, publishedAt }), { minLength: 1, maxLength: 25 })
  .map((given) => given.map((each, index) => itemOf(`s${index}`, each)));

function itemOf(id: string, about: { metadata: Readonly<Record<string, unknown>>; publishedAt: number }): Item {
  const { vector, tokens } = vectorise(options.layout, about.metadata);
  const names = tokens.map((token) => tokenName(token));
  const features = names.map((name) => {
    const pull = tokenVector(options.layout, name)!;
    return [name, dotSparse(vector, pull) / dotSparse(pull, pull)] as const;
  });
  return {
    id,
    creatorId: id,
    publishedAt: about.publishedAt,
    vector,
    tokens: names,
    features: Object.fromEntries(features),
  };
}

const hundredths = (from: number, to: number) =>
  fc.integer({ min: 100 * from, max: 100 * to }).map((each) => each / 100);

const signals = fc.array(fc.record({ metadata, weight: hundredths(-1, 1) }), { minLength: 1, maxLength: 5 });

/** Length 1. */
function tasteOf(liked: readonly { readonly metadata: Readonly<Record<string, unknown>>; readonly weight: number }[]) {
  const sum = new Float64Array(options.layout.dimensions);
  for (const { metadata: about, weight } of liked) {
    addScaled(sum, vectorise(options.layout, about).vector, weight);
  }
  const length = Math.hypot(...sum);
  return Float32Array.from(sum, (value) => (length === 0 ? 0 : value / length));
}

const weights: fc.Arbitrary<ScoringWeights> = fc.record({
  similarity: hundredths(0, 5),
  following: hundredths(0, 5),
  novelty: hundredths(0, 5),
  decidedPenalty: hundredths(-1_000, 0),
  noveltyHalfLifeDays: hundredths(1, 400),
});

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());

test('"the only place where it stands": calculator, SQL and kernel give the same numbers and the same order', async () => {
  await fc.assert(
    fc.asyncProperty(items, signals, weights, async (all, liked, weighing) => {
      const user = tasteOf(liked);
      const truth = byCalculator(all, user, weighing);
      const slack = slackOf(weighing);
      for (const scores of [
        byTwin(all, user, weighing),
        await byKernel(all, user, weighing),
        await bySql(all, user, weighing),
      ]) {
        expect(new Set(scores.keys())).toEqual(new Set(truth.keys()));
        for (const [id, score] of scores) expect(Math.abs(score - truth.get(id)!)).toBeLessThanOrEqual(slack);
        // The order agrees with the calculator, except for ties.
        const order = [...scores.keys()].map((id) => truth.get(id)!);
        order.slice(1).forEach((score, place) => expect(score).toBeLessThanOrEqual(order[place]! + 2 * slack));
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

const slackOf = ({ similarity, novelty }: ScoringWeights) => TOLERANCE * (similarity + novelty);

/** Best first. */
type Scores = ReadonlyMap<string, number>;

/** Without followed creators and decided items: those are not part of the search. */
function byCalculator(all: readonly Item[], user: Float32Array, weighing: ScoringWeights): Scores {
  const listener = { ...anonymousListener(), taste: user };
  const candidates = all.map((item) => ({ ...item, sampleId: item.id }));
  const scene = { popularity: new Map(), now: now.getTime() };
  const { total } = new ScoreCalculator(weighing).scores(listener, candidates, scene);
  return new Map(all.map(({ id }, row) => [id, total[row]!]));
}

const queryOf = (vector: Float32Array, { similarity, novelty }: ScoringWeights, k: number) => ({
  vector,
  k,
  similarity,
  novelty,
  now: now.getTime(),
});

function byTwin(all: readonly Item[], user: Float32Array, weighing: ScoringWeights): Scores {
  const query = queryOf(user, weighing, all.length);
  const scored = all.map((item) => [item.id, scoreItem(item, query, weighing.noveltyHalfLifeDays * DAY)] as const);
  return new Map(scored.sort(([, a], [, b]) => b - a));
}

/** One query alone and in a batch, because different kernels answer these. */
async function byKernel(all: readonly Item[], user: Float32Array, weighing: ScoringWeights): Promise<Scores> {
  const { id: layout, dimensions } = options.layout;
  const space = { layout, dimensions, halfLifeMs: weighing.noveltyHalfLifeDays * DAY };
  const engine = await ExactEngine.open({ space, threads: 0 });
  await engine.upsert(all);
  const query = queryOf(user, weighing, all.length);
  const [alone] = await engine.search([query]);
  const [inCompany] = await engine.search([query, ...Array.from({ length: 40 }, () => query)]);
  await engine.close();
  const scores = new Map(alone!.map(({ id, score }) => [id, score]));
  const slack = slackOf(weighing);
  for (const { id, score } of inCompany!) expect(Math.abs(score - scores.get(id)!)).toBeLessThanOrEqual(slack);
  return scores;
}

/** The scores by the ORDER BY expression of the statement. Also checks the LIMIT at every place. */
async function bySql(all: readonly Item[], user: Float32Array, weighing: ScoringWeights): Promise<Scores> {
  await store(all);
  const names = [...new Set(all.flatMap(({ tokens }) => tokens))];
  const plan: TokenPlan = {
    scoring: names.map((name) => ({ name, pull: dotDense(tokenVector(options.layout, name)!, user) })),
    essential: names,
    essentialRows: Number.POSITIVE_INFINITY,
  };
  const statementFor = (overlapping: number) =>
    candidateStatement(
      plan,
      [],
      options.layout.id,
      { overlapping, followed: 0, newest: 0, trending: 0 },
      { ...weighing, now },
    );
  const rows = await database.query<{ sample_id: string; score: number }>({
    text: `WITH other_parameters AS (SELECT $3::text[], $4::int, $5::int, $6::int, $9::int)
           SELECT sample_id, score FROM (${SCORED}) AS scored JOIN sample_vectors ON ctid = place ORDER BY score DESC`,
    values: statementFor(all.length).values!,
  });
  const scores = new Map(rows.map(({ sample_id, score }) => [sample_id, score]));
  const [best, slack] = [[...scores.values()], slackOf(weighing)];
  for (let wanted = 1; wanted <= all.length; wanted++) {
    const keys = await candidateKeys(database, statementFor(wanted));
    const found = keys.map(({ sampleId }) => scores.get(sampleId)!).sort((a, b) => b - a);
    expect(found).toHaveLength(wanted);
    found.forEach((score, place) => expect(Math.abs(score - best[place]!)).toBeLessThanOrEqual(slack));
  }
  return scores;
}

async function store(all: readonly Item[]): Promise<void> {
  await postgres.database.execute({ text: 'TRUNCATE sample_vectors' });
  await postgres.database.execute({
    text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, vector, layout, features, revision)
           SELECT sample_id, sample_id, published_at, decode(vector, 'hex'), $5, features::jsonb, 1
           FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[])
             AS sample (sample_id, published_at, vector, features)`,
    values: [
      all.map(({ id }) => id),
      all.map((each) => new Date(each.publishedAt)),
      all.map(({ vector }) => encodeVector(vector).toString('hex')),
      all.map(({ features }) => JSON.stringify(features)),
      options.layout.id,
    ],
  });
}
