import { expect, test } from 'vitest';
import { factorNames, factorParts, factorSchemas } from './factors.ts';
import { Scoring } from './scoring.ts';

test('"a factor is a file (and its schema in libs/domain)": each weight belongs to one factor', () => {
  const fields = Object.values(factorSchemas).flatMap(({ weights }) => Object.keys(weights));
  expect(Object.keys(Scoring.properties)).toEqual(fields);
  expect(Object.keys(factorParts)).toEqual(factorNames);
});
