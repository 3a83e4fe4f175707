import { type Happening, isLater } from './signal.ts';

/** Whether a user follows a creator. The latest event wins. */
export interface Follow extends Happening {
  readonly userId: string;
  readonly creatorId: string;
  readonly active: boolean;
}

export function foldFollow(before: Follow | undefined, after: Follow): Follow {
  return before !== undefined && !isLater(after, before) ? before : after;
}

export function followKeyText({ userId, creatorId }: Pick<Follow, 'userId' | 'creatorId'>): string {
  return JSON.stringify([userId, creatorId]);
}
