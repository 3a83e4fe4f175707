import { randomUUID } from 'node:crypto';
import { NEAREST_SUBJECT, NearestBody } from '@jophiel/contracts';
import { checker, faultsAsText, JophielError } from '@jophiel/errors';
import { problemOf } from '@jophiel/http';
import { type Logger, Tally } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import type { Answerer } from '../use-cases/answer-nearest.ts';

const check = checker(NearestBody);

/** Answers over NATS what `POST /v1/nearest` answers; a problem is a reply like any other. */
export async function serveNearest(
  transport: Transport,
  answerer: Answerer,
  logger: Logger,
): Promise<{ stop(): Promise<void> }> {
  const tally = new Tally(logger.child({ over: 'NATS' }));
  const served = await transport.serve(NEAREST_SUBJECT, async (bytes) => {
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
  });
  return {
    async stop() {
      await served.stop();
      tally.end();
    },
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
