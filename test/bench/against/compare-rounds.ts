/** The figures of one run of a benchmark, by name. */
export type Figures = Readonly<Record<string, number>>;

/** One figure of two versions, over all rounds. */
export interface Comparison {
  readonly name: string;
  /** Medians. */
  readonly base: number;
  readonly here: number;
  /** `here / base`. */
  readonly ratio: number;
  /** The lowest and the highest value of the base, each divided by its median. */
  readonly noise: readonly [lowest: number, highest: number];
  /** Whether the ratio lies outside the noise. */
  readonly differs: boolean;
}

/**
 * Compares the medians of two versions, figure by figure. The spread of the base over the rounds is the noise. Skips
 * figures that only one version has.
 */
export function compareRounds(base: readonly Figures[], here: readonly Figures[]): Comparison[] {
  const names = Object.keys(base[0] ?? {}).filter((name) => [...base, ...here].every((round) => name in round));
  return names.map((name) => {
    const before = base.map((round) => round[name]!);
    const [baseMedian, hereMedian] = [median(before), median(here.map((round) => round[name]!))];
    const ratio = hereMedian / baseMedian;
    const noise = [Math.min(...before) / baseMedian, Math.max(...before) / baseMedian] as const;
    return {
      name,
      base: baseMedian,
      here: hereMedian,
      ratio,
      noise,
      differs: ratio < noise[0] || ratio > noise[1],
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
