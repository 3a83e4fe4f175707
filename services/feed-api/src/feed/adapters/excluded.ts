import { MAX_EXCLUDED } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';

/** @returns ids in ascending order @throws JophielError BODY_INVALID for too many ids, or an invalid one */
export function excludedOf(text: string | undefined, ids: Ids): string[] {
  if (text === undefined || text === '') return [];
  const given = text.split(',');
  if (given.length > MAX_EXCLUDED)
    throw invalid(`must have at most ${MAX_EXCLUDED} ids; leave out the oldest`, `${given.length} ids`);
  return [...new Set(given.map((each) => readId(each, '/query/exclude', ids)))].sort();
}

function invalid(problem: string, value: string): JophielError {
  return new JophielError('BODY_INVALID', `exclude ${problem} (it has ${value}).`, {
    faults: [{ path: '/query/exclude', problem, value }],
  });
}
