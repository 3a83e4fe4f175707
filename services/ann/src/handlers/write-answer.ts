import type { NearestAnswer, NearestBody, NearestColumns } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Neighbour } from '@jophiel/nearest';

/** Scores are right to about 1e-6, and what comes after that takes two thirds of their bytes. */
const SCORE_STEPS = 1e7;

/** Lists of neighbours in the form that a body asks for. */
export function writeAnswer(
  lists: readonly (readonly Neighbour[])[],
  about: { readonly layout: string; readonly size: number },
  form: NearestBody['form'],
  ids: Ids,
): NearestAnswer | NearestColumns {
  return form === 'columns'
    ? { ...about, answers: lists.map((list) => writeColumns(list, ids)) }
    : { ...about, answers: lists.map((list) => writeRows(list, ids)) };
}

export function writeRows(list: readonly Neighbour[], ids: Ids): NearestAnswer['answers'][number] {
  return list.map(({ id, score }) => ({ sample_id: ids.write(id), score: written(score) }));
}

function writeColumns(list: readonly Neighbour[], ids: Ids): NearestColumns['answers'][number] {
  return { sample_ids: list.map(({ id }) => ids.write(id)), scores: list.map(({ score }) => written(score)) };
}

function written(score: number): number {
  return Math.round(score * SCORE_STEPS) / SCORE_STEPS;
}
