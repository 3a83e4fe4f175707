import type { SyncKind } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import { type IdOrder, idOrderOf } from '../statements/id-order.ts';
import { isOfPairs, type Pairs, pairsOf } from '../core/pairs.ts';
import { listPairs } from '../statements/list-pairs.ts';
import { listSamples } from '../statements/list-samples.ts';
import { listUsers } from '../statements/list-users.ts';

const IDS_AT_ONCE = 20_000;
const USERS_AT_ONCE = 1_000;

/** The platform's order; pairs as `user-item`. @throws JophielError NOT_FOUND for an undefined list */
export function listIds(
  executor: Executor,
  domain: DomainDefinition,
  kind: SyncKind,
): AsyncGenerator<readonly string[]> {
  const order = idOrderOf(domain);
  if (isOfPairs(kind)) return walkPairs(executor, order, pairsOf(kind, domain));
  return walk(executor, order, kind === 'samples' ? listSamples : listUsers);
}

async function* walk(executor: Executor, order: IdOrder, list: typeof listSamples): AsyncGenerator<readonly string[]> {
  for (let after = ''; ;) {
    const ids = await list(executor, order, { after, limit: IDS_AT_ONCE });
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

async function* walkPairs(executor: Executor, order: IdOrder, list: Pairs): AsyncGenerator<readonly string[]> {
  for (let after = ''; ;) {
    const { pairs, lastUser } = await listPairs(executor, order, list, { after, users: USERS_AT_ONCE });
    if (lastUser === undefined) return;
    yield pairs;
    after = lastUser;
  }
}
