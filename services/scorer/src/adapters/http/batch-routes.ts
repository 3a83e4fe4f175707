import { randomUUID } from 'node:crypto';
import { JophielError } from '@jophiel/errors';
import { forServices, problemAnswers, type Server } from '@jophiel/http';
import type { Emitter } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import Type from 'typebox';
import { requestBatch } from '../../use-cases/request-batch.ts';
import { loadBatchRun } from '../../statements/batch-runs.ts';

/** Run names have no control characters, and PostgreSQL cannot read some of them. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]+$';
const RunParameters = Type.Object({ run_id: Type.String({ maxLength: 200, pattern: PRINTABLE }) });
const BatchQuery = Type.Object({
  everyone: Type.Boolean({
    default: false,
    description: 'true computes the feeds of all users with a profile, not only outdated feeds.',
  }),
});
const time = Type.Union([Type.String(), Type.Null()]);
const RunAnswer = Type.Object({
  run_id: Type.String(),
  requested_at: Type.String(),
  started_at: time,
  finished_at: time,
  users: Type.Integer(),
  done: Type.Integer(),
  changed: Type.Integer({ description: 'Users of finished chunks whose feed changed.' }),
  reasons: Type.Record(Type.String(), Type.Integer()),
});

export function addBatchRoutes(
  server: Server,
  options: { database: Database; outbox: Emitter; now: () => Date },
): void {
  const { database, now } = options;
  server.post(
    '/v1/batch',
    {
      config: { access: forServices('operate') },
      schema: {
        summary: 'Starts a batch run',
        querystring: BatchQuery,
        response: { 202: RunAnswer, ...problemAnswers },
      },
    },
    async ({ query }, reply) => {
      const runId = `asked-${randomUUID()}`;
      await requestBatch(options, { runId, everyone: query.everyone, now: now() });
      return reply.code(202).send(await answer(database, runId));
    },
  );
  server.get(
    '/v1/batch/:run_id',
    {
      config: { access: forServices('operate:read') },
      schema: {
        summary: 'Shows the progress of a batch run',
        params: RunParameters,
        response: { 200: RunAnswer, ...problemAnswers },
      },
    },
    async ({ params }) => answer(database, params.run_id),
  );
}

async function answer(database: Database, runId: string) {
  const run = await loadBatchRun(database, runId);
  if (run === undefined) throw new JophielError('NOT_FOUND', `There is no batch run ${runId}.`);
  return {
    ...run,
    requested_at: run.requested_at.toISOString(),
    started_at: run.started_at?.toISOString() ?? null,
    finished_at: run.finished_at?.toISOString() ?? null,
  };
}
