import { allScopes, type Scope } from '@jophiel/contracts';

/** Who sent a request, and what they may do. */
export interface Caller {
  /** For logs and errors, such as `key 3f0c… (platform)` or `user 7`. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Set for a user token: it reaches this user's data only. */
  readonly userId?: string;
  /**
   * Calls the listener once, when the key is revoked or the key or token expires.
   * @returns a function that removes the listener
   */
  onEnd(listener: () => void): () => void;
}

const never = () => () => {};

/** The caller of open routes, which ask for no key. */
export const anyone: Caller = { name: 'anyone', scopes: new Set(), onEnd: never };

/** The caller where access control is off. */
export const thePlatform: Caller = {
  name: 'platform',
  scopes: new Set(allScopes),
  onEnd: never,
};
