import { type FeatureToken, tokenName } from '@jophiel/vectors';

/** Share of all feed places with a token, before and after. */
export interface TokenShift {
  readonly feature: string;
  readonly label: string;
  readonly before: number;
  readonly after: number;
}

/** Number of feed places of each sample. */
export class Places {
  readonly #before = new Map<string, number>();
  readonly #after = new Map<string, number>();

  add(before: readonly string[], after: readonly string[]): void {
    for (const sampleId of before) this.#before.set(sampleId, (this.#before.get(sampleId) ?? 0) + 1);
    for (const sampleId of after) this.#after.set(sampleId, (this.#after.get(sampleId) ?? 0) + 1);
  }

  get sampleIds(): string[] {
    return [...new Set([...this.#before.keys(), ...this.#after.keys()])];
  }

  /** Gain or loss of each token, the largest first. */
  shifts(tokensOf: ReadonlyMap<string, readonly FeatureToken[]>): TokenShift[] {
    const [before, after] = [this.#before, this.#after].map((places) =>
      [...places.values()].reduce((a, b) => a + b, 0),
    );
    const shifts = new Map<string, { feature: string; label: string; before: number; after: number }>();
    for (const [sampleId, tokens] of tokensOf)
      for (const token of new Map(tokens.map((each) => [tokenName(each), each])).values()) {
        const name = tokenName(token);
        const shift = shifts.get(name) ?? { feature: token.feature, label: token.label, before: 0, after: 0 };
        shift.before += (this.#before.get(sampleId) ?? 0) / before!;
        shift.after += (this.#after.get(sampleId) ?? 0) / after!;
        shifts.set(name, shift);
      }
    const change = (shift: TokenShift) => Math.abs(shift.after - shift.before);
    return [...shifts.values()].sort((a, b) => change(b) - change(a));
  }
}
