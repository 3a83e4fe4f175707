import { FeedStreamMessage, UserParameters } from '@jophiel/contracts';
import { type DomainDefinition, idsOf } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { problemAnswers, type Server } from '@jophiel/http';
import type { Metrics } from '@jophiel/observability';
import type { FeedHub, FeedNews } from './feed-hub.ts';
import { EventStream } from './event-stream.ts';
import { userOf } from './read-request.ts';

export interface StreamRouteOptions {
  readonly domain: DomainDefinition;
  readonly hub: FeedHub;
  /** The news of the feed that is stored now. */
  readonly current: (userId: string) => Promise<FeedNews | undefined>;
  readonly metrics: Metrics;
  readonly maxClients: number;
  readonly maxPerUser: number;
  readonly beatMs: number;
  /** After so long a stream ends, and its client comes back where it was: perhaps to a process that has less to do. */
  readonly longestMs: number;
}

/** `GET /v1/feed/{user_id}/stream`: the version that is stored, then each new one within moments. */
export function addStreamRoute(server: Server, options: StreamRouteOptions): void {
  const ids = idsOf(options.domain);
  const open = new Set<EventStream>();
  const clients = options.metrics.gauge('stream_clients', 'Clients that listen for news of a feed.', [], () => {
    clients.set(open.size);
  });
  const beating = setInterval(() => {
    for (const stream of open)
      if (Date.now() - stream.openedAt > options.longestMs) stream.end();
      else stream.beat();
  }, options.beatMs);
  server.addHook('preClose', async () => {
    clearInterval(beating);
    for (const stream of open) stream.end();
  });

  server.get(
    '/v1/feed/:user_id/stream',
    {
      config: { process: 'stream' },
      schema: {
        summary: 'News of the feed of a user, as server-sent events',
        params: UserParameters,
        response: { 200: { content: { 'text/event-stream': { schema: FeedStreamMessage } } }, ...problemAnswers },
      },
      // The answer to HEAD would never end either.
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const userId = userOf(request, ids);
      if (open.size >= options.maxClients)
        throw new JophielError(
          'SERVICE_UNAVAILABLE',
          `This server serves ${options.maxClients} streams already; try again, or ask another.`,
        );
      if (options.hub.listening(userId) >= options.maxPerUser)
        throw new JophielError(
          'SERVICE_UNAVAILABLE',
          `User ${userId} has ${options.maxPerUser} streams here already; close one.`,
        );
      let sent = Number(request.headers['last-event-id'] ?? 0) || 0;
      let told = 0;
      let stream: EventStream | undefined;
      // Listening begins before the stored version is read: what comes in between is told once, and in order.
      const tell = (news: FeedNews) => {
        if (news.version <= sent || stream === undefined) return;
        sent = news.version;
        told += 1;
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
        if (stream === undefined) return;
        open.delete(stream);
        const ms = Date.now() - stream.openedAt;
        request.log.info({ user_id: userId, told, ms, correlation_id: request.id }, 'stream ended');
      });
      const current = await options.current(userId).catch((error: unknown) => {
        stop();
        throw error;
      });
      reply.hijack();
      stream = new EventStream(reply.raw, reply.getHeaders());
      if (request.raw.destroyed) return;
      open.add(stream);
      // Who claims to know a version that was never stored would otherwise hear nothing until it is.
      if (current !== undefined && sent > current.version) sent = 0;
      if (current !== undefined) tell(current);
      for (const news of missed) tell(news);
    },
  );
}
