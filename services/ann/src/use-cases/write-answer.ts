import type { NearestAnswer, NearestBody, NearestColumns, NearestIds } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Neighbour } from '@jophiel/nearest';

export type WrittenAnswer = NearestAnswer | NearestColumns | NearestIds;

/** Scores are exact to about 1e-6; more digits would take two thirds of their bytes. */
const SCORE_STEPS = 1e7;

export function writeAnswer(
  lists: readonly (readonly Neighbour[])[],
  about: { readonly layout: string; readonly size: number },
  ids: Ids,
  form: NearestBody['form'] = 'rows',
): WrittenAnswer {
  switch (form) {
    case 'rows':
      return { ...about, answers: lists.map((list) => writeRows(list, ids)) };
    case 'columns':
      return { ...about, answers: lists.map((list) => writeColumns(list, ids)) };
    case 'ids':
      return { ...about, answers: lists.map((list) => list.map(({ id }) => ids.write(id))) };
    default:
      return form satisfies never;
  }
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
