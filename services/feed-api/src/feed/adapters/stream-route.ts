import { FeedStreamMessage, UserParameters } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { forUsers, problemAnswers, type Server } from '@jophiel/http';
import type { Metrics } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { loadStoredFeed } from '../statements/load-stored-feed.ts';
import type { FeedHub, FeedNews } from './feed-hub.ts';
import { EventStream } from './event-stream.ts';
import { userOf } from './read-request.ts';

export interface StreamContext {
  readonly ids: Ids;
  readonly database: Executor;
  readonly hub: FeedHub;
  readonly metrics: Metrics;
}

export interface StreamLimits {
  readonly maxClients: number;
  readonly maxPerUser: number;
  readonly beatMs: number;
  /** A stream ends after this time. Its client connects again, perhaps to a process with less load. */
  readonly maxMs: number;
}

export function addStreamRoute(
  server: Server,
  { ids, database, hub, metrics }: StreamContext,
  { maxClients, maxPerUser, beatMs, maxMs }: StreamLimits,
): void {
  const open = new Set<EventStream>();
  const clients = metrics.gauge('stream_clients', 'Clients that listen for news of a feed.', [], () => {
    clients.set(open.size);
  });
  const beating = setInterval(() => {
    for (const stream of open)
      if (Date.now() - stream.openedAt > maxMs) stream.end();
      else stream.beat();
  }, beatMs);
  server.addHook('preClose', async () => {
    clearInterval(beating);
    for (const stream of open) stream.end();
  });

  server.get(
    '/v1/feed/:user_id/stream',
    {
      config: { process: 'stream', access: forUsers('feeds:read') },
      schema: {
        summary: 'News of the feed of a user, as server-sent events',
        params: UserParameters,
        response: { 200: { content: { 'text/event-stream': { schema: FeedStreamMessage } } }, ...problemAnswers },
      },
      // The answer to HEAD would never end.
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const userId = userOf(request, ids);
      if (open.size >= maxClients)
        throw new JophielError(
          'SERVICE_UNAVAILABLE',
          `This server serves ${maxClients} streams already; try again, or ask another.`,
        );
      if (hub.listening(userId) >= maxPerUser)
        throw new JophielError(
          'SERVICE_UNAVAILABLE',
          `User ${userId} has ${maxPerUser} streams here already; close one.`,
        );
      let sent = Number(request.headers['last-event-id'] ?? 0) || 0;
      let told = 0;
      let stream: EventStream | undefined;
      // Listening begins before the stored version is read, so that each version is sent once and in order.
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
      const stop = hub.listen(userId, (news) => (stream === undefined ? missed.push(news) : tell(news)));
      let forget = () => {};
      request.raw.once('close', () => {
        stop();
        forget();
        if (stream === undefined) return;
        open.delete(stream);
        const ms = Date.now() - stream.openedAt;
        request.log.info({ user_id: userId, told, ms, correlation_id: request.id }, 'stream ended');
      });
      const current = await currentNews(database, userId).catch((error: unknown) => {
        stop();
        throw error;
      });
      reply.hijack();
      stream = new EventStream(reply.raw, reply.getHeaders());
      if (request.raw.destroyed) return;
      open.add(stream);
      const opened = stream;
      forget = request.caller.onEnd(() => opened.end());
      // A client with a version that was never stored would hear nothing until that version exists.
      if (current !== undefined && sent > current.version) sent = 0;
      if (current !== undefined) tell(current);
      for (const news of missed) tell(news);
    },
  );
}

async function currentNews(database: Executor, userId: string): Promise<FeedNews | undefined> {
  const feed = await loadStoredFeed(database, userId);
  return feed === undefined
    ? undefined
    : { userId, version: feed.version, generatedAt: feed.generatedAt.toISOString() };
}
