import { JophielError } from '@jophiel/errors';
import { forServices, problemAnswers, type Server } from '@jophiel/http';
import type { Database } from '@jophiel/postgres';
import Type from 'typebox';
import type { StageProgress } from '../../use-cases/progress.ts';
import { requestPass } from '../../use-cases/request-pass.ts';
import { loadPass, type Pass } from '../../statements/passes.ts';

const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]+$';
const PassParameters = Type.Object({ pass_id: Type.String({ maxLength: 200, pattern: PRINTABLE }) });
const time = Type.Union([Type.String(), Type.Null()]);
const PassAnswer = Type.Object({
  pass_id: Type.String(),
  requested_at: Type.String(),
  started_at: time,
  finished_at: time,
  sample_rate: Type.Number({ description: 'The share of users that is learned from.' }),
  signals: Type.Integer({
    description:
      'Signals that were read: those that count, of the users that are learned from. An estimate of all, until then.',
  }),
  items: Type.Integer({ description: 'Samples to learn.' }),
  solved: Type.Integer(),
  changed: Type.Integer({ description: 'Samples whose weights changed.' }),
  stage: Type.Union(
    [
      Type.Object({
        name: Type.String({ description: 'samples, signals, neighbours, counts or weights, in this order.' }),
        done: Type.Integer(),
        total: Type.Integer(),
        eta_seconds: Type.Union([Type.Number(), Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'What the process that answers works on now.' },
  ),
});

export interface PassRoutes {
  readonly database: Database;
  readonly now: () => Date;
  /** Undefined while nothing is learned, by definition. */
  readonly progress: (() => StageProgress | undefined) | undefined;
}

export function addPassRoutes(server: Server, { database, now, progress }: PassRoutes): void {
  server.post(
    '/v1/learning/passes',
    {
      config: { access: forServices('operate') },
      schema: { summary: 'Starts a learning pass', response: { 202: PassAnswer, ...problemAnswers } },
    },
    async (_, reply) => {
      if (progress === undefined)
        throw new JophielError(
          'LEARNING_OFF',
          'Nothing is learned: the domain definition and its experiments weigh no co-interaction. Set scoring.coInteraction above 0.',
        );
      return reply.code(202).send(answer(await requestPass(database, now()), undefined));
    },
  );
  server.get(
    '/v1/learning/passes/:pass_id',
    {
      config: { access: forServices('operate:read') },
      schema: {
        summary: 'Shows the progress of a learning pass',
        params: PassParameters,
        response: { 200: PassAnswer, ...problemAnswers },
      },
    },
    async ({ params }) => {
      const pass = await loadPass(database, params.pass_id);
      if (pass === undefined) throw new JophielError('NOT_FOUND', `There is no learning pass ${params.pass_id}.`);
      const isRunning = pass.started_at !== null && pass.finished_at === null;
      return answer(pass, isRunning ? progress?.() : undefined);
    },
  );
}

function answer(pass: Pass, stage: StageProgress | undefined) {
  return {
    pass_id: pass.pass_id,
    requested_at: pass.requested_at.toISOString(),
    started_at: pass.started_at?.toISOString() ?? null,
    finished_at: pass.finished_at?.toISOString() ?? null,
    sample_rate: pass.sample_rate,
    signals: pass.signals,
    items: pass.items,
    solved: pass.solved,
    changed: pass.changed,
    stage:
      stage === undefined
        ? null
        : { name: stage.stage, done: stage.done, total: stage.total, eta_seconds: stage.etaSeconds ?? null },
  };
}
