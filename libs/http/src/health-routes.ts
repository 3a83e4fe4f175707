import { HealthAnswer } from '@jophiel/contracts';
import type { Health, Metrics } from '@jophiel/observability';
import type { Server } from './server-types.ts';

/** Live: the process answers. Ready: what it needs is there, so it should be sent traffic. */
export function addHealthRoutes(server: Server, options: { service: string; health: Health; metrics: Metrics }): void {
  const { service, health, metrics } = options;
  const schema = { response: { 200: HealthAnswer, 503: HealthAnswer } };
  server.get('/health/live', { schema }, async () => ({ status: 'ok' as const, service, checks: {} }));
  server.get('/health/ready', { schema }, async (_request, reply) => {
    const { ok, checks } = await health.ready();
    return reply
      .code(ok ? 200 : 503)
      .send({ status: ok ? ('ok' as const) : ('unavailable' as const), service, checks });
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
