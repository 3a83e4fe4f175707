/** What a server says when no further start can help, and what an operator can do. */
const remedies: readonly (readonly [says: RegExp, remedy: string])[] = [
  [/no space left on device|disk quota exceeded/i, 'the disk is full. Free space, and then run npm start again'],
  [/read-only file system/i, 'its folder cannot be written. Mount it for writing, and then run npm start again'],
  [
    /permission denied|has wrong ownership|has invalid permissions/i,
    'its folder belongs to somebody else. Give it back to the user who runs npm start, or run npm start as its owner',
  ],
  [
    /database files are incompatible|was initialized by PostgreSQL version/i,
    'its data is of another version of PostgreSQL. Run the checkout that wrote it, or set DATABASE_URL to a server of that version',
  ],
  [
    /could not locate a valid checkpoint record|invalid checkpoint record|data directory .* does not exist/i,
    'its data is damaged or gone. Restore a backup of .jophiel/data',
  ],
];

/** @param words of a server that did not start. @returns undefined when another try may help */
export function remedyFor(words: string): string | undefined {
  return remedies.find(([says]) => says.test(words))?.[1];
}
