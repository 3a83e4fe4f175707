import type { NearestAnswer, NearestBody, NearestQuery as AskedQuery } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import { faultAt, faultsAsText, JophielError } from '@jophiel/errors';
import type { NearestEngine, NearestFilter, NearestQuery, Neighbour } from '@jophiel/nearest';
import type { Timings } from '@jophiel/observability';
import { addScaled, norm } from '@jophiel/vectors';
import type { Indexes } from './indexes.ts';
import type { LayoutIndex } from './layout-index.ts';
import { readId } from './read-id.ts';

export interface AnswererOptions {
  readonly indexes: Indexes;
  readonly ids: Ids;
  readonly timings: Timings;
  readonly now: () => Date;
  /** Told how many queries were answered together. */
  readonly onAnswered: (queries: number) => void;
}

export interface Answerer {
  /**
   * Answers a body that keeps its contract.
   * @param at where the body stands in a request, for the path of a fault
   * @throws JophielError BODY_INVALID for a vector of another length, or neither or both of vector and samples
   * @throws JophielError SERVICE_UNAVAILABLE, LAYOUT_NOT_SERVED
   */
  nearest(body: NearestBody, at: string): Promise<NearestAnswer>;
  /**
   * The nearest of one sample, without it.
   * @throws JophielError NOT_FOUND when the index has no such sample; SERVICE_UNAVAILABLE, LAYOUT_NOT_SERVED
   */
  ofSample(
    sampleId: string,
    k: number,
    layout: string | undefined,
  ): Promise<{ readonly layout: string; readonly samples: NearestAnswer['answers'][number] }>;
}

export function answerer({ indexes, ids, timings, now, onAnswered }: AnswererOptions): Answerer {
  const written = (list: readonly Neighbour[]) => list.map(({ id, score }) => ({ sample_id: ids.write(id), score }));

  const search = async ({ engine }: LayoutIndex, queries: readonly NearestQuery[]) => {
    const answers = await timings.measure('search', async () => engine.search(queries));
    onAnswered(queries.length);
    return answers;
  };

  return {
    async nearest(body, at) {
      const index = indexes.of(body.layout);
      const queries = await Promise.all(
        body.queries.map(async (query, number) => readQuery(query, `${at}/queries/${number}`, { index, ids, now })),
      );
      const answers = await search(index, queries);
      return { layout: index.layout, size: index.engine.size(), answers: answers.map(written) };
    },
    async ofSample(sampleId, k, layout) {
      const index = indexes.of(layout);
      const vector = await meanOf(index, [sampleId]);
      if (vector === undefined)
        throw new JophielError('NOT_FOUND', `Sample ${sampleId} is not among those that may be recommended.`);
      const query = { vector, k, similarity: 1, novelty: 0, now: now().getTime(), exclude: new Set([sampleId]) };
      const [samples] = await search(index, [query]);
      return { layout: index.layout, samples: written(samples!) };
    },
  };
}

interface ReadContext {
  readonly index: LayoutIndex;
  readonly ids: Ids;
  readonly now: () => Date;
}

async function readQuery(query: AskedQuery, at: string, { index, ids, now }: ReadContext): Promise<NearestQuery> {
  const read = (list: readonly unknown[] | undefined, key: string) =>
    (list ?? []).map((id, place) => readId(id, `${at}/${key}/${place}`, ids));
  const samples = read(query.samples, 'samples');
  return {
    vector: await vectorOf(query, samples, at, index),
    k: query.k,
    similarity: query.similarity ?? 1,
    novelty: query.novelty ?? 0,
    now: query.now === undefined ? now().getTime() : Date.parse(query.now),
    exclude: new Set([...read(query.exclude, 'exclude'), ...samples]),
    ...(query.filter === undefined ? {} : { filter: readFilter(query.filter, at, ids) }),
  };
}

function readFilter({ creators, tokens }: NonNullable<AskedQuery['filter']>, at: string, ids: Ids): NearestFilter {
  return {
    ...(creators === undefined
      ? {}
      : { creators: new Set(creators.map((id, place) => readId(id, `${at}/filter/creators/${place}`, ids))) }),
    ...(tokens === undefined ? {} : { tokens: tokens.map((group) => new Set(group)) }),
  };
}

async function vectorOf(
  { vector, samples }: AskedQuery,
  sampleIds: readonly string[],
  at: string,
  index: LayoutIndex,
): Promise<Float32Array> {
  if ((vector === undefined) === (samples === undefined))
    throw invalid({ vector, samples }, at, 'must have either vector or samples');
  // Of samples that are all unknown: nothing is near it, nothing far.
  if (vector === undefined) return (await meanOf(index, sampleIds)) ?? new Float32Array(index.dimensions);
  const { dimensions, isOwn } = index;
  if (isOwn ? vector.length !== dimensions : vector.length > dimensions)
    throw invalid(undefined, `${at}/vector`, `must have ${dimensions} numbers, and has ${vector.length}`);
  const dense = new Float32Array(dimensions);
  dense.set(vector);
  return dense;
}

/** Of length 1; undefined when none of the samples is in the index. */
async function meanOf({ engine, dimensions }: LayoutIndex, sampleIds: readonly string[]) {
  const items = (await Promise.all(sampleIds.map(async (id) => engine.get(id)))).filter((item) => item !== undefined);
  return items.length === 0 ? undefined : meanVector(items, dimensions);
}

type Items = readonly NonNullable<Awaited<ReturnType<NearestEngine['get']>>>[];

function meanVector(items: Items, dimensions: number): Float32Array {
  const sum = new Float64Array(dimensions);
  for (const { vector } of items) addScaled(sum, vector, 1);
  const length = norm(sum);
  return Float32Array.from(sum, (value) => (length === 0 ? 0 : value / length));
}

function invalid(value: unknown, path: string, problem: string): JophielError {
  const faults = [{ ...faultAt(value, '', problem), path }];
  return new JophielError('BODY_INVALID', `The request breaks its contract: ${faultsAsText(faults)}`, { faults });
}
