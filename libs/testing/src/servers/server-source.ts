import { JophielError } from '@jophiel/errors';

/** Where the servers of a test come from. */
export type ServerSource =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'container' }
  /** The test makes a database of its own on this server. */
  | { readonly kind: 'given'; readonly url: string };

/**
 * Embedded servers, or containers with `JOPHIEL_TEST_CONTAINERS=1`. PostgreSQL may also be given by `DATABASE_URL`:
 * each test makes a database of its own there. NATS is never given: the streams have fixed names, so two tests on one
 * server would read each other's messages; `NATS_URL` is ignored.
 * @throws JophielError SETTING_INVALID when JOPHIEL_TEST_CONTAINERS is neither 0 nor 1, or contradicts DATABASE_URL
 */
export function serverSource(
  server: 'postgres' | 'nats',
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ServerSource {
  const containers = environment.JOPHIEL_TEST_CONTAINERS || '0';
  if (containers !== '0' && containers !== '1')
    throw new JophielError(
      'SETTING_INVALID',
      `JOPHIEL_TEST_CONTAINERS is "${containers}". Set it to 1 to run the tests against containers, or unset it for embedded servers.`,
    );
  const url = server === 'postgres' ? environment.DATABASE_URL : undefined;
  if (url && containers === '1')
    throw new JophielError(
      'SETTING_INVALID',
      'DATABASE_URL and JOPHIEL_TEST_CONTAINERS=1 are both set, and each names another PostgreSQL. Unset one of them.',
    );
  if (url) return { kind: 'given', url };
  return { kind: containers === '1' ? 'container' : 'embedded' };
}
