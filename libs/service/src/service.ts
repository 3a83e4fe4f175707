import type { DomainDefinition } from '@jophiel/domain';
import type { Server } from '@jophiel/http';
import type { Follow, MessagingTables, Outbox, Subscriber } from '@jophiel/messaging';
import type { Check, Logger, Metrics, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { RequestContract } from '@jophiel/contracts';
import type { Transport } from '@jophiel/transport';
import type { Static, TObject } from 'typebox';
import type { CommonSettings } from './common-settings.ts';
import type { ServiceManifest } from './manifest.ts';

export type SettingsOf<Settings extends TObject> = Static<Settings> & CommonSettings;

/** What a service is made of, handed to its composition. */
export interface ServiceContext<Settings extends TObject = TObject, Feature extends string = string> {
  readonly settings: SettingsOf<Settings>;
  readonly domain: DomainDefinition;
  readonly database: Database;
  /** Sends requests of a contract. @throws JophielError MANIFEST_INCOMPLETE when the manifest does not list it */
  readonly asking: (request: RequestContract) => Pick<Transport, 'request'>;
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

/** Answers the requests of a contract over NATS, shared with the other processes of the service. */
export interface Answer {
  readonly request: RequestContract;
  readonly answer: (body: Uint8Array) => Promise<string | Uint8Array>;
  /** Waits until there is something to answer with. @returns false when the signal aborted before that */
  readonly whenReady?: (signal: AbortSignal) => Promise<boolean>;
}

/** What the composition of a manifest's service is given, and what it returns. */
export type ContextOf<Manifest> =
  Manifest extends ServiceManifest<string, infer Settings, infer Feature> ? ServiceContext<Settings, Feature> : never;
export type PartsOf<Manifest> =
  Manifest extends ServiceManifest<string, TObject, infer Feature> ? ServiceParts<Feature> : never;

/** What one feature of a service does. All that the frame logs about it stands in the feature's file. */
export interface FeatureParts {
  readonly subscribers?: readonly Subscriber[];
  readonly follows?: readonly Follow[];
  readonly answers?: readonly Answer[];
  readonly routes?: (server: Server) => void;
  readonly background?: readonly BackgroundWork[];
}

/** The parts that make one service out of the frame they all share. */
export interface ServiceParts<Feature extends string = string> {
  readonly features?: { readonly [name in Feature]?: FeatureParts };
  /** Limit of request bodies; DEFAULT_BODY_LIMIT_BYTES without it. */
  readonly bodyLimitBytes?: number;
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
