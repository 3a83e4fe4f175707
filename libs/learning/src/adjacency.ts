import { Lists } from './lists.ts';

/** Who likes what, both ways: the positive items of each user, and the users of each item. 8 bytes a pair, and slack. */
export class Adjacency {
  readonly users = new Lists();
  readonly items = new Lists();

  /** Distinct users of the item. */
  usersOf(item: number): number {
    return this.items.lengthOf(item);
  }

  /**
   * Replaces the items of a user.
   * @param items distinct
   * @returns the items that were added or removed
   */
  set(user: number, items: Uint32Array): Uint32Array {
    if (isSame(this.users.view(user), items)) return noItems;
    const before = new Set(this.users.view(user));
    const added = items.filter((item) => !before.delete(item));
    for (const item of before) this.items.remove(item, user);
    for (const item of added) this.items.push(item, user);
    if (added.length > 0 || before.size > 0) this.users.set(user, items);
    return Uint32Array.from([...added, ...before]);
  }

  /** Takes an item away from all users. */
  removeItem(item: number): void {
    const users = this.items.view(item).slice();
    // Before the users: a search in this list for each of them would take the square of their number.
    this.items.set(item, noItems);
    for (const user of users)
      this.users.set(
        user,
        this.users.view(user).filter((other) => other !== item),
      );
  }

  get bytes(): number {
    return this.users.bytes + this.items.bytes;
  }
}

const noItems = new Uint32Array(0);

/** Whether both are the same items in the same order: mostly the case when a user is read again. */
function isSame(one: Uint32Array, other: Uint32Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
