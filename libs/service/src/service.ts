import type { DomainDefinition } from '@jophiel/domain';
import type { Server } from '@jophiel/http';
import type { Follow, MessagingTables, Outbox, Subscriber } from '@jophiel/messaging';
import type { Check, Logger, Metrics, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { Transport } from '@jophiel/transport';

/** What a service is made of, handed to its composition. */
export interface ServiceContext<Feature extends string = string> {
  readonly domain: DomainDefinition;
  readonly database: Database;
  readonly transport: Transport;
  /** Absent for a service that consumes and sends no events of its own. */
  readonly outbox: Outbox;
  readonly tables: MessagingTables;
  readonly metrics: Metrics;
  readonly timings: Timings;
  readonly logger: Logger;
  /** The log of one feature of the service. */
  feature(name: Feature): Promise<Logger>;
  readonly now: () => Date;
  /** Whether the service hears every event that it follows at this moment. */
  readonly isFollowing: () => boolean;
}

/** Work of a service that is neither an event nor a request, such as a clock. It ends when the signal aborts. */
export type BackgroundWork = (signal: AbortSignal) => Promise<void>;

/** What one feature of a service does. All that the frame logs about it stands in the feature's file. */
export interface FeatureParts {
  readonly subscribers?: readonly Subscriber[];
  readonly follows?: readonly Follow[];
  readonly routes?: (server: Server) => void;
  readonly background?: readonly BackgroundWork[];
}

/** The parts that make one service out of the frame they all share. */
export interface ServiceParts<Feature extends string = string> {
  readonly features?: { readonly [name in Feature]?: FeatureParts };
  /** What has to hold besides before the service is ready, by name. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** Runs after requests are refused and before the database goes. */
  readonly onStop?: () => Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** Where its HTTP server listens. */
  readonly url: string;
  /** The log of the service itself. */
  readonly logger: Pick<Logger, 'fatal'>;
  /** Orderly: no new work, the work at hand done, everything closed. */
  stop(): Promise<void>;
}
