/** What happened since it was last looked at. Events only name it; it is read again from the tables. */
export class Changes {
  readonly #users = new Map<string, number>();
  readonly #erased = new Map<string, number>();
  readonly #samples = new Set<string>();
  readonly #now: () => number;
  /** Wakes the one who waits for changes. */
  #wake: () => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  get isEmpty(): boolean {
    return this.#users.size + this.#erased.size + this.#samples.size === 0;
  }

  signalsChanged(userId: string): void {
    if (!this.#users.has(userId)) this.#users.set(userId, this.#now());
    this.#wake();
  }

  userErased(userId: string): void {
    this.#users.delete(userId);
    this.#erased.set(userId, this.#now());
    this.#wake();
  }

  sampleChanged(sampleId: string): void {
    this.#samples.add(sampleId);
    this.#wake();
  }

  onChange(wake: () => void): void {
    this.#wake = wake;
  }

  /** Users whose signals changed, and since when, at most `max` of them, the oldest first. */
  takeUsers(max: number): ReadonlyMap<string, number> {
    return take(this.#users, max);
  }

  takeErased(): ReadonlyMap<string, number> {
    return take(this.#erased, this.#erased.size);
  }

  takeSamples(max: number): string[] {
    const taken = [...this.#samples.values().take(max)];
    for (const sampleId of taken) this.#samples.delete(sampleId);
    return taken;
  }

  putBack(users: ReadonlyMap<string, number>, samples: readonly string[]): void {
    for (const [userId, at] of users) if (!this.#users.has(userId)) this.#users.set(userId, at);
    for (const sampleId of samples) this.#samples.add(sampleId);
  }
}

function take(from: Map<string, number>, max: number): Map<string, number> {
  const taken = new Map(from.entries().take(max));
  for (const key of taken.keys()) from.delete(key);
  return taken;
}
