import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NearestItem, NearestQuery } from '@jophiel/nearest';
import { temporaryFolder } from '@jophiel/testing';
import { toDense } from '@jophiel/vectors';

export interface Compared {
  readonly items: readonly NearestItem[];
  /** With the same time and weights. */
  readonly queries: readonly NearestQuery[];
  /** For the first queries: the score of the last of the true best k. */
  readonly thresholds: readonly number[];
  readonly halfLifeMs: number;
  readonly threads: number;
}

/** Debian's: its packages are not found by another Python in the PATH. */
const PYTHON = '/usr/bin/python3';
const REMEDY = 'apt-get install python3-numpy libopenblas0-pthread python3-faiss python3-hnswlib';
const script = fileURLToPath(new URL('../baselines/compare.py', import.meta.url));

type Line = { readonly missing: string } | ({ readonly name: string } & Readonly<Record<string, number | string>>);

export interface Baselines {
  readonly figures: Readonly<Record<string, number>>;
  /** One sentence per missing library, with the remedy. */
  readonly leftOut: readonly string[];
}

/**
 * Recall, latency and rate of the installed ones of OpenBLAS, Faiss and hnswlib, over the same items and queries. Novelty
 * is an additional dimension, as of the time of the queries.
 */
export async function measureBaselines(compared: Compared, python = PYTHON): Promise<Baselines> {
  if (!hasNumpy(python))
    return {
      figures: {},
      leftOut: [`OpenBLAS, Faiss and hnswlib are left out: ${python} has no numpy. To get them: ${REMEDY}`],
    };
  const folder = temporaryFolder('baselines');
  try {
    await writeVectors(folder.path, compared);
    const child = spawn(python, [script, folder.path, String(compared.threads)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const figures: Record<string, number> = {};
    const leftOut: string[] = [];
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line;
      if ('missing' in line) leftOut.push(`${line.missing} is left out: it is not installed. To get it: ${REMEDY}`);
      else
        for (const [figure, value] of Object.entries(line))
          if (typeof value === 'number') figures[`${line.name}: ${figure}`] = value;
    }
    const [code] = (await ended) as [number];
    if (code !== 0) throw new Error(`${script} ended with ${code}; its reason stands above.`);
    return { figures, leftOut };
  } finally {
    folder.remove();
  }
}

function hasNumpy(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function writeVectors(folder: string, { items, queries, thresholds, halfLifeMs }: Compared): Promise<void> {
  const { now, k } = queries[0]!;
  const dimensions = queries[0]!.vector.length + 1;
  const file = createWriteStream(`${folder}/vectors.f32`);
  for (const { vector, publishedAt } of items) {
    const dense = toDense(vector, dimensions);
    dense[dimensions - 1] = 2 ** (-Math.max(now - publishedAt, 0) / halfLifeMs);
    if (!file.write(Buffer.from(dense.buffer))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const asked = new Float32Array(queries.length * dimensions);
  queries.forEach(({ vector, similarity, novelty }, index) => {
    asked.set(
      vector.map((value) => value * similarity),
      index * dimensions,
    );
    asked[(index + 1) * dimensions - 1] = novelty;
  });
  writeFileSync(`${folder}/queries.f32`, asked);
  writeFileSync(`${folder}/thresholds.f32`, Float32Array.from(thresholds));
  writeFileSync(`${folder}/meta.json`, JSON.stringify({ samples: items.length, dimensions, k }));
}
