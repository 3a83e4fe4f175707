/** A sample that changed, and what is known of it since. */
export interface Change<State> {
  readonly sampleId: string;
  /** Undefined until somebody asked. */
  state: State | undefined;
}

/**
 * Which samples changed of late, so that a list can be held against everything that happened since it was made. Lists
 * from before the first change that is remembered cannot be vouched for.
 */
export class RecentChanges<State> {
  readonly #limit: number;
  /** The one that changed longest ago first. */
  readonly #changes = new Map<string, Change<State> & { readonly at: number }>();
  #knownSince = Number.POSITIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** From now on every change is noted. @param at epoch ms */
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

  /** Every change since then, each sample once; undefined when some of them are not known. */
  since(at: number): readonly Change<State>[] | undefined {
    return at < this.#knownSince ? undefined : [...this.#changes.values()].filter((change) => change.at >= at);
  }
}
