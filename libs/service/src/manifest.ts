import type { EventContract, RequestContract } from '@jophiel/contracts';
import type { TObject } from 'typebox';

/** What a service is and what it has to do with others. `startService` lets it do nothing beyond this. */
export interface ServiceManifest<
  Name extends string = string,
  Settings extends TObject = TObject,
  Feature extends string = string,
> {
  /** Also of its folder, database role, tables, log, and of its port, `<NAME>_PORT` among the settings. */
  readonly name: Name;
  /** Title of its settings in `.env.example`. */
  readonly title: string;
  readonly settings: Settings;
  /** Each feature has a log file `<name>.<feature>.log`; the text says what it contains. */
  readonly features: Readonly<Record<Feature, string>>;
  /** Through a durable consumer: every event, once for all processes. */
  readonly consumes: readonly EventContract[];
  /** Without a durable consumer: every process hears each event while it is connected. */
  readonly follows: readonly EventContract[];
  /** Requests over NATS. Every service answers HTTP besides. */
  readonly asks: readonly RequestContract[];
  readonly answers: readonly RequestContract[];
  readonly emits: readonly EventContract[];
  /** What it needs of its connections to PostgreSQL besides the settings. */
  readonly connections?: {
    readonly serverSettings?: Readonly<Record<string, string>>;
    /** The pool is at least this large, whatever DATABASE_POOL says. */
    readonly minimum?: number;
  };
}

export function defineService<Name extends string, Settings extends TObject, Feature extends string>(
  manifest: ServiceManifest<Name, Settings, Feature>,
): ServiceManifest<Name, Settings, Feature> {
  return manifest;
}

/** Whether a service has an inbox, an outbox and dead letters. */
export const hasMessaging = ({ consumes, emits }: ServiceManifest): boolean => consumes.length + emits.length > 0;

/** The start of a service's settings, such as `FEED_API`. */
export const settingPrefix = (name: string): string => name.replaceAll('-', '_').toUpperCase();
