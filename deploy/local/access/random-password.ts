import { randomBytes } from 'node:crypto';

/** Letters and digits, to stand in a URL; a letter first, because nats-server reads what begins with a digit as a number. */
export const randomPassword = (): string => `p${randomBytes(24).toString('hex')}`;
