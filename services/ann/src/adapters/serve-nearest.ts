import { randomUUID } from 'node:crypto';
import { NearestBody } from '@jophiel/contracts';
import { checker, faultsAsText, JophielError } from '@jophiel/errors';
import { problemOf } from '@jophiel/http';
import { type Logger, Tally } from '@jophiel/observability';
import type { Answerer } from '../use-cases/answer-nearest.ts';

const check = checker(NearestBody);

export interface NearestOverNats {
  answer(bytes: Uint8Array): Promise<string>;
  end(): void;
}

/** `POST /v1/nearest` over NATS. A problem is sent as a normal reply. */
export function nearestOverNats(answerer: Answerer, logger: Logger): NearestOverNats {
  const tally = new Tally(logger.child({ over: 'NATS' }));
  return {
    async answer(bytes) {
      const startedAt = performance.now();
      let failed = false;
      try {
        return JSON.stringify(await answerer.nearest(read(bytes), ''));
      } catch (error) {
        failed = true;
        const id = randomUUID();
        const problem = problemOf(error, id);
        if (problem.code === 'INTERNAL') logger.error({ err: error, correlation_id: id }, 'request failed');
        return JSON.stringify(problem);
      } finally {
        tally.add({ ms: performance.now() - startedAt, failed });
      }
    },
    end: () => tally.end(),
  };
}

function read(bytes: Uint8Array): NearestBody {
  const checked = check(parse(bytes));
  if (checked.ok) return checked.value;
  const { faults } = checked;
  throw new JophielError('BODY_INVALID', `The request breaks its contract: ${faultsAsText(faults)}`, { faults });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch (cause) {
    throw new JophielError('BODY_UNREADABLE', 'The request is not JSON.', { cause });
  }
}
