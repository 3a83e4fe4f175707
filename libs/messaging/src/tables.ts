/** The messaging tables of one service; only it writes them. */
export interface MessagingTables {
  readonly inbox: string;
  readonly outbox: string;
  readonly deadLetters: string;
}

export function messagingTables(service: string): MessagingTables {
  const prefix = service.replaceAll('-', '_');
  return { inbox: `${prefix}_inbox`, outbox: `${prefix}_outbox`, deadLetters: `${prefix}_dead_letters` };
}
