/** The metadata of one item, as the analyser sent it: nothing about its values may be taken for granted. */
export type Metadata = Readonly<Record<string, unknown>>;

export type Entry = readonly [index: number, value: number];

/** One thing that a feature says of an item, such as a genre or a tempo bin. */
export interface Token {
  /** Identity within the feature. */
  readonly key: string;
  /** As it is shown to people. */
  readonly label: string;
  /** False for a term that the feature's vocabulary does not know. */
  readonly known: boolean;
}

export interface Encoded {
  /** Within the block: indices from 0 to the encoder's dimensions − 1, in any scale; no entries = nothing known. */
  readonly entries: readonly Entry[];
  readonly tokens: readonly Token[];
}

export const nothing: Encoded = { entries: [], tokens: [] };

/** Turns what one feature reads from the metadata into its block of the vector. */
export interface Encoder {
  readonly dimensions: number;
  encode(metadata: Metadata): Encoded;
  /** The block of an item of which only this token is known; no entries for a key that the feature never makes. */
  encodeToken(key: string): readonly Entry[];
  /** How a token of this feature is shown; the key itself where nothing better is known. */
  label(key: string): string;
}
