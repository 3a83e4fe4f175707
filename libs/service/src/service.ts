import type { DomainDefinition } from '@jophiel/domain';
import type { Server } from '@jophiel/http';
import type { Emitter, Follow, MessagingTables, Subscriber } from '@jophiel/messaging';
import type { Check, Logger, Metrics, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { EventContract, RequestContract } from '@jophiel/contracts';
import type { Transport } from '@jophiel/transport';
import type { Static, TObject } from 'typebox';
import type { CommonSettings } from './common-settings.ts';
import type { ServiceManifest } from './manifest.ts';

export type SettingsOf<Settings extends TObject> = Static<Settings> & CommonSettings;

/** What `startService` gives to the composition of a service. */
export interface ServiceContext<Settings extends TObject = TObject, Feature extends string = string> {
  readonly settings: SettingsOf<Settings>;
  readonly domain: DomainDefinition;
  readonly database: Database;
  /** Sends requests of a contract. @throws JophielError MANIFEST_INCOMPLETE when the manifest does not list it */
  readonly asking: (request: RequestContract) => Pick<Transport, 'request'>;
  /** Stores and publishes events of these contracts. @throws JophielError MANIFEST_INCOMPLETE when the manifest lacks one */
  readonly emitting: (...events: readonly EventContract[]) => Emitter;
  readonly tables: MessagingTables;
  readonly metrics: Metrics;
  readonly timings: Timings;
  readonly logger: Logger;
  /** The log of one feature of the service. */
  feature(name: Feature): Promise<Logger>;
  readonly now: () => Date;
  /** Whether all follows are connected. */
  readonly isFollowing: () => boolean;
}

/** Work that no event or request triggers, such as a clock. It ends when the signal aborts. */
export type BackgroundWork = (signal: AbortSignal) => Promise<void>;

/** Answers the requests of a contract over NATS, shared with the other processes of the service. */
export interface Answer {
  readonly request: RequestContract;
  readonly answer: (body: Uint8Array) => Promise<string | Uint8Array>;
  /** Waits until requests can be answered. @returns false when the signal aborted first */
  readonly whenReady?: (signal: AbortSignal) => Promise<boolean>;
}

/** The context and the parts of a service, by the type of its manifest. */
export type ContextOf<Manifest> =
  Manifest extends ServiceManifest<string, infer Settings, infer Feature> ? ServiceContext<Settings, Feature> : never;
export type PartsOf<Manifest> =
  Manifest extends ServiceManifest<string, TObject, infer Feature> ? ServiceParts<Feature> : never;

/** What one feature of a service does. Its log lines go to the file of the feature. */
export interface FeatureParts {
  readonly subscribers?: readonly Subscriber[];
  readonly follows?: readonly Follow[];
  readonly answers?: readonly Answer[];
  readonly routes?: (server: Server) => void;
  readonly background?: readonly BackgroundWork[];
}

/** What a service adds to the common parts. */
export interface ServiceParts<Feature extends string = string> {
  readonly features?: { readonly [name in Feature]?: FeatureParts };
  /** DEFAULT_BODY_LIMIT_BYTES by default. */
  readonly bodyLimitBytes?: number;
  /** Further conditions of readiness, by name. */
  readonly checks?: Readonly<Record<string, Check>>;
  /** Runs after the HTTP server stops and before the database closes. */
  readonly onStop?: () => Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** Address of its HTTP server. */
  readonly url: string;
  /** The log of the service itself. */
  readonly logger: Pick<Logger, 'fatal'>;
  /** Stops accepting work, finishes the current work, and closes everything. */
  stop(): Promise<void>;
}
