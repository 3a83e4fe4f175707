import { describe, expect, test } from 'vitest';
import { mostPopular } from './baselines/simple.ts';
import { dataFolder, missingData } from './data/data-folder.ts';
import type { DataSet } from './data/data-set.ts';
import { readHetRec } from './data/hetrec.ts';
import { readS3Rec } from './data/s3rec.ts';
import { evaluate } from './evaluate.ts';
import { recommend } from './recommend.ts';
import { splitOf, testedUsers } from './split.ts';

/*
 * "The harness is right when" it prints what is published. The same for EASE, which takes seconds, is a figure of
 * npm run bench -- quality.
 */

const missing = missingData('quality');

function popularity(dataSet: DataSet) {
  const split = splitOf(dataSet);
  const users = testedUsers(split);
  return evaluate(split, recommend(split, mostPopular(split), users, 10), users, 10);
}

describe.skipIf(missing !== undefined)(
  `the harness is right when${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    test('HetRec fold 0 gives MostPop P@10 .0367, R@10 .0810–.0812', () => {
      const { means } = popularity(readHetRec(dataFolder(), 0, 0));
      expect(means.precision.mean).toBeCloseTo(0.0367, 4);
      expect(means.recall.mean).toBeGreaterThanOrEqual(0.08095);
      expect(means.recall.mean).toBeLessThan(0.08125);
    });

    test('S3-Rec popularity gives HR@10 .0440', () => {
      expect(popularity(readS3Rec(dataFolder(), 'test', 0)).means.hit.mean).toBeCloseTo(0.044, 4);
    });
  },
);
