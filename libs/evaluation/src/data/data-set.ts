import type { OutsideEnvelope } from '@jophiel/contracts';

/** An item as its platform announces it. */
export interface DataItem {
  readonly id: string;
  readonly creatorId: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  /** What the analyser sends; the keys are those of the data set's definition. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Words of its content, each with a strength above 0: what the content baselines compare. */
  readonly terms: ReadonlyMap<string, number>;
}

/** A user chose an item. */
export interface Choice {
  readonly user: string;
  readonly item: string;
  /** Epoch ms. */
  readonly at: number;
}

/** What a system learns from, and what it must find. */
export interface DataSet {
  readonly name: string;
  /** All that are ranked. */
  readonly items: readonly DataItem[];
  readonly train: readonly Choice[];
  readonly test: readonly Choice[];
  /** Items that users met before, chosen or not, or made: no baseline spends a place on them. */
  readonly met?: readonly Pick<Choice, 'user' | 'item'>[];
  readonly follows: readonly { readonly user: string; readonly creator: string }[];
  /** What users really did, where it is known: a system is told this instead of `train` and `follows`. */
  readonly log?: readonly OutsideEnvelope[];
}
