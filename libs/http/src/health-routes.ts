import { HealthAnswer } from '@jophiel/contracts';
import type { Health, Metrics } from '@jophiel/observability';
import Type from 'typebox';
import { problemAnswers } from './problem-answers.ts';
import { open, openOnLoopback } from './route-access.ts';
import type { Server } from './server-types.ts';

/** Prometheus text format. */
const METRICS = { content: { 'text/plain': { schema: Type.String() } } };

/** Live: the process answers. Ready: its dependencies are available, so it may get traffic. */
export function addHealthRoutes(server: Server, options: { service: string; health: Health; metrics: Metrics }): void {
  const { service, health, metrics } = options;
  const response = { 200: HealthAnswer, 503: HealthAnswer, ...problemAnswers };
  const config = { access: open };
  server.get('/health/live', { config, schema: { summary: 'Whether the process answers', response } }, async () => ({
    status: 'ok' as const,
    service,
    checks: {},
  }));
  server.get(
    '/health/ready',
    { config, schema: { summary: 'Whether its dependencies are available', response } },
    async (_request, reply) => {
      const { ok, checks } = await health.ready();
      return reply
        .code(ok ? 200 : 503)
        .send({ status: ok ? ('ok' as const) : ('unavailable' as const), service, checks });
    },
  );
  server.get(
    '/metrics',
    {
      config: { access: openOnLoopback('operate:read') },
      schema: { summary: 'Metrics in the Prometheus text format', response: { 200: METRICS, ...problemAnswers } },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
}
