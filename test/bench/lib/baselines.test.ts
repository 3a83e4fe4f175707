import { readFileSync } from 'node:fs';
import { temporaryFolder } from '@jophiel/testing';
import { expect, test, vi } from 'vitest';
import { measureBaselines } from './baselines.ts';
import { report } from './report.ts';

test('"Faiss rows vanish without a word": the report and the JSON name what is missing, and how to install it', async () => {
  const compared = { items: [], queries: [], thresholds: [], halfLifeMs: 1, threads: 1 };
  const { figures, leftOut } = await measureBaselines(compared, '/nowhere/python3');
  const sentence =
    /^OpenBLAS, Faiss and hnswlib are left out: \/nowhere\/python3 has no numpy\. To get them: apt-get install .*python3-faiss/;
  expect(figures).toEqual({});
  expect(leftOut).toEqual([expect.stringMatching(sentence)]);

  const folder = temporaryFolder('report');
  const written: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  report('nearest', { sizes: {}, figures: { ours: 1 }, floor: {}, ratio: {}, leftOut }, `${folder.path}/found.json`);
  stdout.mockRestore();
  expect(written.join('').trimEnd().split('\n').at(-1)).toMatch(sentence);
  expect(JSON.parse(readFileSync(`${folder.path}/found.json`, 'utf8'))).toMatchObject({ leftOut });
  folder.remove();
});
