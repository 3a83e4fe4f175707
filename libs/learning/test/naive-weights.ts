import { dotSparse } from '@jophiel/vectors';
import type { LearningInput } from '../src/learn-weights.ts';
import { learningSettings } from '../src/learning-settings.ts';

interface Column {
  readonly numbers: number[];
  readonly values: number[];
}

/** The weights by definition, over dense matrices of all items. It cuts no row and no user. */
export function naiveWeights({ ids, vectors, users, settings: given }: LearningInput): Column[] {
  const { alpha, lambda, minUsers, sources, contentNeighbours } = { ...learningSettings, ...given };
  const all = Array.from(ids.keys());
  const x = users.map(({ items }) => all.map((item) => (items.includes(item) ? 1 : 0)));
  const count = all.map((i) =>
    all.map((j) => {
      const both = x.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      return i !== j && both < minUsers ? 0 : both;
    }),
  );
  // float32 vectors have a length of 1 up to rounding.
  const hasContent = (item: number) => vectors[item]!.indices.length > 0;
  const cosine = all.map((i) => all.map((j) => (i === j && hasContent(i) ? 1 : dotSparse(vectors[i]!, vectors[j]!))));
  const g = all.map((i) => all.map((j) => count[i]![j]! + alpha * cosine[i]![j]!));
  const best = (candidates: readonly number[], key: (item: number) => number) =>
    [...candidates].sort((a, b) => (Math.abs(key(b) - key(a)) > 1e-9 ? key(b) - key(a) : ids[a]! < ids[b]! ? -1 : 1));
  return all.map((j) => {
    const others = all.filter((item) => item !== j);
    const withContent = hasContent(j) ? others.filter(hasContent) : [];
    const near = best(withContent, (i) => cosine[i]![j]!).slice(0, contentNeighbours);
    const pool = others.filter((i) => count[i]![j]! > 0 || near.includes(i)).filter((i) => g[i]![j]! > 0);
    const numbers = best(pool, (i) => g[i]![j]! / Math.sqrt(g[i]![i]!)).slice(0, sources);
    const matrix = numbers.map((a) => numbers.map((b) => g[a]![b]! + (a === b ? lambda : 0)));
    return {
      numbers,
      values: gauss(
        matrix,
        numbers.map((i) => g[i]![j]!),
      ),
    };
  });
}

/** Gaussian elimination with pivots. */
function gauss(matrix: number[][], b: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, b[i]!]);
  const size = b.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows
      .slice(column)
      .reduce((top, row, i) => (Math.abs(row[column]!) > Math.abs(rows[top]![column]!) ? i + column : top), column);
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / rows[column]![column]!;
      for (let k = column; k <= size; k++) rows[i]![k] = rows[i]![k]! - factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
