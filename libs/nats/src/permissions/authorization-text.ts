import type { NatsUser } from './nats-user.ts';

/**
 * The users as nats-server reads them in its configuration, in the account that a server without accounts has: streams
 * that were made before there were users stay.
 * @param passwordOf a quoted password, or a variable such as `$NATS_PASSWORD_SCORER`
 */
export function authorizationText(users: readonly NatsUser[], passwordOf: (user: string) => string): string {
  const blocks = users.map((user) =>
    [
      '    {',
      `      user: ${JSON.stringify(user.name)}`,
      `      password: ${passwordOf(user.name)}`,
      '      permissions {',
      `        publish { allow: ${list(user.publish)}${user.refused.length === 0 ? '' : `, deny: ${list(user.refused)}`} }`,
      `        subscribe { allow: ${list(user.subscribe)} }`,
      ...(user.answers ? ['        allow_responses: true'] : []),
      '      }',
      '    }',
    ].join('\n'),
  );
  return ['authorization {', '  users: [', ...blocks, '  ]', '}'].join('\n');
}

function list(subjects: readonly string[]): string {
  return ['[', ...subjects.map((subject) => `          ${JSON.stringify(subject)}`), '        ]'].join('\n');
}
