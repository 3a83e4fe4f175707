import { UserParameters } from '@jophiel/contracts';
import { type DomainDefinition, idsOf } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { problemAnswers, type Server } from '@jophiel/http';
import type { Metrics } from '@jophiel/observability';
import type { FeedHub, FeedNews } from '../../core/feed-hub.ts';
import { EventStream } from './event-stream.ts';
import { userOf } from './feed-routes.ts';

export interface StreamRouteOptions {
  readonly domain: DomainDefinition;
  readonly hub: FeedHub;
  /** The news of the feed that is stored now. */
  readonly current: (userId: string) => Promise<FeedNews | undefined>;
  readonly metrics: Metrics;
  readonly mostClients: number;
  readonly beatMs: number;
}

/** `GET /v1/feed/{user_id}/stream`: the version that is stored, then each new one within moments. */
export function addStreamRoute(server: Server, options: StreamRouteOptions): void {
  const ids = idsOf(options.domain);
  const open = new Set<EventStream>();
  const clients = options.metrics.gauge('stream_clients', 'Clients that listen for news of a feed.', [], () => {
    clients.set(open.size);
  });
  const beating = setInterval(() => {
    for (const stream of open) stream.beat();
  }, options.beatMs);
  server.addHook('preClose', async () => {
    clearInterval(beating);
    for (const stream of open) stream.end();
  });

  server.get(
    '/v1/feed/:user_id/stream',
    { schema: { params: UserParameters, response: problemAnswers } },
    async (request, reply) => {
      const userId = userOf(request.params.user_id, ids);
      if (open.size >= options.mostClients)
        throw new JophielError(
          'SERVICE_UNAVAILABLE',
          `This server serves ${options.mostClients} streams already; try again, or ask another.`,
        );
      let sent = Number(request.headers['last-event-id'] ?? 0) || 0;
      let stream: EventStream | undefined;
      // Listening begins before the stored version is read: what comes in between is told once, and in order.
      const tell = (news: FeedNews) => {
        if (news.version <= sent || stream === undefined) return;
        sent = news.version;
        stream.send('feed.updated', String(news.version), {
          user_id: ids.write(news.userId),
          version: news.version,
          generated_at: news.generatedAt,
        });
      };
      const missed: FeedNews[] = [];
      const stop = options.hub.listen(userId, (news) => (stream === undefined ? missed.push(news) : tell(news)));
      request.raw.once('close', () => {
        stop();
        if (stream !== undefined) open.delete(stream);
      });
      const current = await options.current(userId).catch((error: unknown) => {
        stop();
        throw error;
      });
      reply.hijack();
      stream = new EventStream(reply.raw, reply.getHeaders());
      if (request.raw.destroyed) return;
      open.add(stream);
      if (current !== undefined) tell(current);
      for (const news of missed) tell(news);
    },
  );
}
