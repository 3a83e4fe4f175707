/** What is learned from the items that a user likes; see `positiveItems` in libs/taste. */
export interface Likes {
  /** How many there are. */
  readonly count: number;
  /** By creator, in (0, 1]: their share of all amounts. */
  readonly creatorShares: ReadonlyMap<string, number>;
  /** Sum of what the liked items say about an item; undefined while nothing has been learned. */
  readonly coInteraction?: ((sampleId: string) => number) | undefined;
  /** The items with the largest such sums, the largest first; undefined with `coInteraction`. */
  readonly bestByCoInteraction?: ((limit: number) => { readonly sampleId: string }[]) | undefined;
}

/** All of a user that a feed depends on. */
export interface Listener {
  readonly userId: string;
  /** 0 when the user has no profile. */
  readonly profileVersion: number;
  readonly taste: Float32Array | undefined;
  readonly followedCreators: ReadonlySet<string>;
  /** Items the user has decided on. */
  readonly decided: ReadonlySet<string>;
  /** Absent where no learned factor has a weight, and for a user who likes nothing. */
  readonly likes?: Likes;
  /** How often the user was shown items without doing anything with them, as of now; absent where nothing fades. */
  readonly shown?: ReadonlyMap<string, number>;
}

/** A listener of whom nothing is known. @param userId empty where no user is named */
export const anonymousListener = (userId = ''): Listener => ({
  userId,
  profileVersion: 0,
  taste: undefined,
  followedCreators: new Set(),
  decided: new Set(),
});
