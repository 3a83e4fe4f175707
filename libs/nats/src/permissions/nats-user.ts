/** A user of the NATS server. Whatever is not listed is refused. Subjects may end in `>`. */
export interface NatsUser {
  readonly name: string;
  readonly publish: readonly string[];
  /** Refused although `publish` allows them. */
  readonly refused: readonly string[];
  readonly subscribe: readonly string[];
  /** May send one answer to each request that it receives. */
  readonly answers: boolean;
}

/** The prefix of the inboxes of a user. The users' own default, `_INBOX`, would let each read the answers to all. */
export const inboxPrefixOf = (user: string): string => `_INBOX_${user}`;
