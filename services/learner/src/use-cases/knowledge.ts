import { inChunks } from '@jophiel/events';
import { ContentIndex, isSampled, Learner, type LearningSettings, learningSettings } from '@jophiel/learning/learn';
import type { FoldOptions } from '@jophiel/taste';
import type { SparseVector } from '@jophiel/vectors';
import { busiestDay, likedItems, type UserSignals } from '../core/user-signals.ts';
import type { SampleStamp } from '../statements/load-samples.ts';
import type { FoundNeighbours } from '../statements/neighbours.ts';
import type { Pauses } from './pauses.ts';

export interface KnowledgeOptions {
  readonly fold: FoldOptions;
  readonly maxSignalsADay: number;
  readonly threads: number;
  readonly settings?: Partial<LearningSettings>;
}

interface Sample {
  readonly creatorId: string;
  /** The sample itself, or what it is a copy of. */
  readonly original: string;
  readonly number: number | undefined;
  readonly revision: number;
}

/** The user's items that a changed signal concerns besides its own. */
const NEWEST_ITEMS = 10;
const ITEMS_AT_ONCE = 500;
/** Neighbours are searched again when the number of items has grown by more than this factor. */
const GROWTH = 1.1;
/** Up to this many items a search for all of them takes a few seconds, so any growth is reason enough. */
const SMALL_CATALOGUE = 5_000;

/** What a process of the learner has read: samples and users with their numbers, and the learner over these numbers. */
export class Knowledge {
  readonly learner: Learner;
  readonly #options: KnowledgeOptions;
  readonly #contentNeighbours: number;
  readonly #samples = new Map<string, Sample>();
  readonly #users = new Map<string, number>();
  readonly #userIds: string[] = [];
  /** The last pass that read the user, by user number. */
  readonly #readIn: number[] = [];
  readonly #excluded = new Set<string>();
  #index: ContentIndex | undefined;
  /** Changed since the index was updated. */
  readonly #unindexed = new Set<number>();
  /** Items whose neighbours must be searched before they are solved. */
  readonly #lacking = new Set<number>();
  /** Among how many items its neighbours were searched, by number. */
  readonly #among: number[] = [];
  #sampleRate = 1;
  #size = 0;

  private constructor(options: KnowledgeOptions, learner: Learner) {
    this.#options = options;
    this.learner = learner;
    this.#contentNeighbours = { ...learningSettings, ...options.settings }.contentNeighbours;
  }

  static async open(options: KnowledgeOptions): Promise<Knowledge> {
    return new Knowledge(options, await Learner.open(options.fold.dimensions, options.settings));
  }

  /** Users that are left out because of too many signals a day. */
  get excludedUsers(): number {
    return this.#excluded.size;
  }

  /** Samples that may be recommended. */
  get size(): number {
    return this.#size;
  }

  /** Users with items that count. */
  get users(): number {
    const { users } = this.learner.adjacency;
    return this.#userIds.reduce((count, _, user) => (users.lengthOf(user) > 0 ? count + 1 : count), 0);
  }

  get bytes(): number {
    return this.learner.bytes + (this.#index?.bytes ?? 0);
  }

  /** Numbers of all items, ascending. */
  items(): number[] {
    const items = [];
    for (let item = 0; item < this.learner.itemCount; item++)
      if (this.learner.idOf(item) !== undefined) items.push(item);
    return items;
  }

  numberOf(sampleId: string): number | undefined {
    return this.#samples.get(sampleId)?.number;
  }

  lacking(items: readonly number[]): number[] {
    return items.filter((item) => this.#lacking.has(item));
  }

  knows({ sampleId, number, revision }: SampleStamp): boolean {
    const known = this.#samples.get(sampleId);
    return known !== undefined && known.revision === revision && known.number === number;
  }

  /**
   * Adds, replaces or removes a sample.
   * @param vector absent of what cannot be recommended
   * @returns the items whose evidence changed
   */
  setSample(stamp: SampleStamp, vector: SparseVector | undefined): number[] {
    const { sampleId, number, creatorId, duplicateOf, revision } = stamp;
    const before = this.#samples.get(sampleId)?.number;
    // Signals that name a removed sample are about nothing; those that name a copy are about its original.
    if (number === undefined && duplicateOf === undefined) this.#samples.delete(sampleId);
    else this.#samples.set(sampleId, { creatorId, original: duplicateOf ?? sampleId, number, revision });
    const changed: number[] = [];
    if (before !== undefined && before !== number) {
      changed.push(...this.learner.removeItem(before));
      this.#size -= 1;
      this.#unindexed.add(before);
      this.#lacking.delete(before);
    }
    if (number !== undefined && vector !== undefined) {
      if (!this.learner.has(number)) this.#size += 1;
      this.learner.setItem(number, sampleId, vector);
      this.#unindexed.add(number);
      changed.push(number);
    }
    return changed;
  }

  noteNeighbours({ number, lacksNeighbours, neighboursAmong }: SampleStamp): void {
    if (number === undefined) return;
    this.#among[number] = neighboursAmong;
    if (lacksNeighbours) this.#lacking.add(number);
    else this.#lacking.delete(number);
  }

  /** The neighbours of a sample among few are searched again when there are many: an import brings them one by one. */
  noteGrowth(): void {
    const among = this.learner.vectors.count;
    const growth = among <= SMALL_CATALOGUE ? 1 : GROWTH;
    for (const item of this.items())
      if (this.learner.vectors.has(item) && this.#among[item]! * growth < among) this.#lacking.add(item);
  }

  /** Whether the signals that name the sample are about another item now, or about one for the first time. */
  renames({ sampleId, number, duplicateOf }: SampleStamp): boolean {
    if (number === undefined && duplicateOf === undefined) return false;
    const known = this.#samples.get(sampleId);
    return known === undefined || known.number !== number || known.original !== (duplicateOf ?? sampleId);
  }

  /** Begins to read all users again, in the sample of that rate. */
  beginUsers(sampleRate: number): void {
    this.#sampleRate = sampleRate;
    this.#excluded.clear();
  }

  isSampled(userId: string): boolean {
    return isSampled(userId, this.#sampleRate);
  }

  /**
   * Replaces what is known of a user.
   * @param pass the pass that reads; of a change in between the last one
   * @returns the items whose users changed, and the user's newest items if any did
   */
  setUser(signals: UserSignals, pass: number): number[] {
    const { userId } = signals;
    const liked = this.#isExcluded(signals) ? [] : this.#likedItems(signals);
    const user = this.#numberOfUser(userId);
    this.#readIn[user] = pass;
    const items = Uint32Array.from(new Set(liked.map(({ item }) => item)));
    const changed = this.learner.setUser(user, userId, items);
    if (changed.length === 0) return [];
    const newest = liked.toSorted((a, b) => b.at - a.at).slice(0, NEWEST_ITEMS);
    return [...new Set([...changed, ...newest.map(({ item }) => item)])];
  }

  /** @returns the items that the user liked */
  removeUser(userId: string): number[] {
    const user = this.#users.get(userId);
    return user === undefined ? [] : [...this.learner.setUser(user, userId, new Uint32Array(0))];
  }

  async removeUnread(pass: number, pauses: Pauses): Promise<void> {
    for (const [user, userId] of this.#userIds.entries()) {
      if (this.#readIn[user]! < pass) this.removeUser(userId);
      await pauses.whenDue();
    }
  }

  /** Searches the neighbours of items by content. @param items some hundreds at most */
  async neighboursOf(items: readonly number[], pauses: Pauses): Promise<FoundNeighbours[]> {
    const index = await this.#updatedIndex(pauses);
    const among = this.learner.vectors.count;
    const lists = await index.nearest(items, this.#contentNeighbours);
    return items.map((number, i) => ({ number, revision: this.#revisionOf(number), among, neighbours: lists[i]! }));
  }

  /** The neighbours are stored, so these items no longer lack them. */
  neighboursStored(found: readonly FoundNeighbours[]): void {
    for (const { number, among } of found) {
      this.#among[number] = among;
      this.#lacking.delete(number);
    }
  }

  /** Ends the threads of the search; the next search starts them again. */
  async close(): Promise<void> {
    const index = this.#index;
    this.#index = undefined;
    await index?.close();
  }

  async #updatedIndex(pauses: Pauses): Promise<ContentIndex> {
    const { fold, threads } = this.#options;
    if (this.#index === undefined) {
      this.#index = await ContentIndex.open({
        layout: fold.layout,
        vectors: this.learner.vectors,
        idOf: (item) => this.learner.idOf(item) ?? '',
        threads,
      });
      for (const item of this.items()) this.#unindexed.add(item);
    }
    for (const chunk of inChunks([...this.#unindexed], ITEMS_AT_ONCE)) {
      await this.#index.update(chunk);
      for (const item of chunk) this.#unindexed.delete(item);
      await pauses.whenDue();
    }
    return this.#index;
  }

  #revisionOf(item: number): number {
    return this.#samples.get(this.learner.idOf(item) ?? '')?.revision ?? 0;
  }

  #isExcluded(signals: UserSignals): boolean {
    const isExcluded = busiestDay(signals) > this.#options.maxSignalsADay;
    if (isExcluded) this.#excluded.add(signals.userId);
    else this.#excluded.delete(signals.userId);
    return isExcluded;
  }

  #likedItems(signals: UserSignals): { readonly item: number; readonly at: number }[] {
    const liked = likedItems(signals, {
      meanings: this.#options.fold.meanings,
      originalOf: (sampleId) => this.#samples.get(sampleId)?.original ?? sampleId,
      isOwn: (sampleId) => this.#samples.get(sampleId)?.creatorId === signals.userId,
    });
    return liked.flatMap(({ sampleId, at }) => {
      const item = this.numberOf(sampleId);
      return item === undefined ? [] : [{ item, at }];
    });
  }

  #numberOfUser(userId: string): number {
    let user = this.#users.get(userId);
    if (user === undefined) {
      user = this.#userIds.push(userId) - 1;
      this.#users.set(userId, user);
    }
    return user;
  }
}
