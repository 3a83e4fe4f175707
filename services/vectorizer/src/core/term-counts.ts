import type { FeatureToken } from '@jophiel/vectors';
import type { Sample } from './sample.ts';

export interface TermChange {
  readonly feature: string;
  readonly term: string;
  readonly label: string;
  readonly known: boolean;
  readonly change: number;
}

/** Samples store tokens by name only; the rest comes from vectorising this batch. */
export function termChanges(
  pairs: readonly { readonly before: Sample | undefined; readonly after: Sample }[],
  described: ReadonlyMap<string, FeatureToken>,
): TermChange[] {
  const changes = new Map<string, number>();
  const count = (sample: Sample | undefined, by: number) => {
    if (sample === undefined || sample.removedAt !== undefined) return;
    for (const name of Object.keys(sample.analysis?.features ?? {})) changes.set(name, (changes.get(name) ?? 0) + by);
  };
  for (const { before, after } of pairs) {
    count(before, -1);
    count(after, 1);
  }
  return [...changes]
    .filter(([name, change]) => change !== 0 || described.has(name))
    .map(([name, change]) => {
      const colon = name.indexOf(':');
      const [feature, term] = [name.slice(0, colon), name.slice(colon + 1)];
      const token = described.get(name);
      return { feature, term, label: token?.label ?? term, known: token?.known ?? true, change };
    });
}
