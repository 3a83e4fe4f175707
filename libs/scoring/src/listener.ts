/** All of a user that a feed depends on. */
export interface Listener {
  readonly userId: string;
  /** 0 when the user has no profile. */
  readonly profileVersion: number;
  readonly taste: Float32Array | undefined;
  readonly followedCreators: ReadonlySet<string>;
  /** Items the user has decided on. */
  readonly decided: ReadonlySet<string>;
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
