import type { NearestQuery as AskedQuery } from '@jophiel/contracts';
import { type Ids, readIds } from '@jophiel/domain';
import { faultAt, faultsAsText, JophielError } from '@jophiel/errors';
import type { NearestFilter, NearestQuery } from '@jophiel/nearest';
import { readVector } from '../core/read-vector.ts';
import type { LayoutIndex } from './layout-index.ts';
import { meanOf } from './mean-of.ts';

export interface ReadContext {
  readonly index: LayoutIndex;
  readonly ids: Ids;
  readonly now: () => Date;
}

/** @throws JophielError BODY_INVALID for an invalid id, or a vector that does not fit the layout */
export async function readQuery(
  query: AskedQuery,
  at: string,
  { index, ids, now }: ReadContext,
): Promise<NearestQuery> {
  const exclude = readIds(query.exclude ?? [], `${at}/exclude`, ids);
  const samples = readIds(query.samples ?? [], `${at}/samples`, ids);
  for (const id of samples) exclude.add(id);
  return {
    vector: await vectorOf(query, samples, at, index),
    k: query.k,
    ...(query.up_to_creators === undefined ? {} : { upToCreators: query.up_to_creators }),
    similarity: query.similarity ?? 1,
    novelty: query.novelty ?? 0,
    now: query.now === undefined ? now().getTime() : Date.parse(query.now),
    exclude,
    ...(query.filter === undefined ? {} : { filter: readFilter(query.filter, `${at}/filter`, ids) }),
  };
}

function readFilter({ creators, tokens }: NonNullable<AskedQuery['filter']>, at: string, ids: Ids): NearestFilter {
  return {
    ...(creators === undefined ? {} : { creators: readIds(creators, `${at}/creators`, ids) }),
    ...(tokens === undefined ? {} : { tokens: tokens.map((group) => new Set(group)) }),
  };
}

async function vectorOf(
  { vector, samples }: AskedQuery,
  sampleIds: ReadonlySet<string>,
  at: string,
  index: LayoutIndex,
): Promise<Float32Array> {
  if ((vector === undefined) === (samples === undefined))
    throw invalid({ vector, samples }, at, 'must have either vector or samples');
  // The mean of unknown samples is 0: all items are equally near.
  if (vector === undefined) return (await meanOf(index, sampleIds)) ?? new Float32Array(index.dimensions);
  const read = readVector(vector, index.dimensions, index.isOwn);
  if ('problem' in read) throw invalid(undefined, `${at}/vector`, read.problem);
  return read;
}

function invalid(value: unknown, path: string, problem: string): JophielError {
  const faults = [{ ...faultAt(value, '', problem), path }];
  return new JophielError('BODY_INVALID', `The request breaks its contract: ${faultsAsText(faults)}`, { faults });
}
