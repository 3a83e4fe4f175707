import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';

const Name = (description: string) =>
  Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9._-]*$', maxLength: 60, description }));

/** The names of the systems around Jophiel, by what they do. They are shown to people; nothing is decided by them. */
export const Senders = Type.Object(
  {
    platform: Name('The system whose users and items these are; it sends what users do.'),
    analyser: Name('The system that finds out what is in an item, and sends its metadata.'),
  },
  closed,
);

/** What a system around Jophiel does. Events come from a role, whatever plays it. */
export type SenderRole = keyof Static<typeof Senders>;

/** The name of each role; where the definition gives none, the role itself. */
export function sendersOf({
  senders = {},
}: {
  readonly senders?: Static<typeof Senders> | undefined;
}): Readonly<Record<SenderRole, string>> {
  return { platform: senders.platform ?? 'platform', analyser: senders.analyser ?? 'analyser' };
}
