import { randomUUID } from 'node:crypto';
import { fetchWithKey } from '@jophiel/local';
import type { EventsAnswer, FeedAnswer, FeedPointsAnswer } from '@jophiel/contracts';
import { eventually } from '@jophiel/testing';
import { StreamClient } from '../bench/lib/sse-client.ts';
import type { RunningStack } from './running-stack.ts';

export type OutsideId = number | string;

/** Acts as the platform does: sends what its users do, reads their feeds. */
export class Platform {
  readonly #stack: RunningStack;

  constructor(stack: RunningStack) {
    this.#stack = stack;
  }

  /** One interaction, now. @returns the event as it was sent */
  async does(
    user_id: OutsideId,
    interaction: string,
    about: Record<string, OutsideId>,
    at = new Date(),
  ): Promise<Record<string, unknown>> {
    const event = {
      event_name: `user.interaction.${interaction}`,
      event_id: randomUUID().replaceAll('-', ''),
      event_timestamp: at.toISOString(),
      source: 'platform.v2',
      payload: { user_id, ...about },
    };
    const { status, body } = await this.send(event);
    if (status !== 202) throw new Error(`${interaction} was answered ${status}: ${JSON.stringify(body)}`);
    return event;
  }

  async send(event: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: EventsAnswer }> {
    const response = await fetchWithKey(`${this.#stack.services.ingestion}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(event),
    });
    return { status: response.status, body: (await response.json()) as EventsAnswer };
  }

  async feed(user: OutsideId, perPage = 100, page = 1): Promise<FeedAnswer & { version: number; source: string }> {
    const response = await fetchWithKey(
      `${this.#stack.services['feed-api']}/v1/feed/${user}?page=${page}&per_page=${perPage}`,
    );
    const answer = (await response.json()) as FeedAnswer;
    return {
      ...answer,
      version: Number(response.headers.get('x-jophiel-feed-version') ?? 0),
      source: response.headers.get('x-jophiel-source')!,
    };
  }

  async points(user: OutsideId, perPage = 100): Promise<FeedPointsAnswer> {
    const response = await fetchWithKey(
      `${this.#stack.services['feed-api']}/v1/feed/points/${user}?per_page=${perPage}`,
    );
    return (await response.json()) as FeedPointsAnswer;
  }

  async stream(user: OutsideId): Promise<StreamClient> {
    return StreamClient.open(`${this.#stack.services['feed-api']}/v1/feed/${user}/stream`);
  }

  /** Does something and waits until the feed is another one. */
  async changing(user: OutsideId, work: () => Promise<unknown>): Promise<FeedAnswer & { version: number }> {
    const before = (await this.feed(user)).version;
    await work();
    return eventually(async () => {
      const after = await this.feed(user);
      if (after.version <= before) throw new Error(`The feed of ${user} is still version ${before}`);
      return after;
    });
  }
}
