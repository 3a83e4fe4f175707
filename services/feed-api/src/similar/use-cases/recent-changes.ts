export interface Change<State> {
  readonly sampleId: string;
  state: State | undefined;
}

/** The latest changes, to compare lists with. Lists from before the first known change cannot be checked. */
export class RecentChanges<State> {
  readonly #limit: number;
  readonly #changes = new Map<string, Change<State> & { readonly at: number }>();
  #knownSince = Number.POSITIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  begin(at: number): void {
    this.#knownSince = at;
  }

  note(sampleId: string, at: number): void {
    this.#changes.delete(sampleId);
    this.#changes.set(sampleId, { sampleId, state: undefined, at });
    if (this.#changes.size <= this.#limit) return;
    const [oldest] = this.#changes.values();
    this.#changes.delete(oldest!.sampleId);
    this.#knownSince = Math.max(this.#knownSince, oldest!.at + 1);
  }

  /** Each sample once; undefined when some changes are not known. */
  since(at: number): readonly Change<State>[] | undefined {
    return at < this.#knownSince ? undefined : [...this.#changes.values()].filter((change) => change.at >= at);
  }
}
