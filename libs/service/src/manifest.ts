import type { EventContract, RequestContract } from '@jophiel/contracts';
import type { TObject } from 'typebox';

/** What a service does with others. `startService` refuses everything else. */
export interface ServiceManifest<
  Name extends string = string,
  Settings extends TObject = TObject,
  Feature extends string = string,
> {
  /** Its folder, database role, tables, log and port setting (`<NAME>_PORT`) are named after it. */
  readonly name: Name;
  /** Title of its settings in `.env.example`. */
  readonly title: string;
  readonly settings: Settings;
  /** Each feature has a log file `<name>.<feature>.log`; the text says what it contains. */
  readonly features: Readonly<Record<Feature, string>>;
  /** With a durable consumer: each event is handled once, by one of the processes. */
  readonly consumes: readonly EventContract[];
  /** Without one: each process hears every event while it is connected. */
  readonly follows: readonly EventContract[];
  /** Requests over NATS; every service also answers HTTP. */
  readonly asks: readonly RequestContract[];
  readonly answers: readonly RequestContract[];
  readonly emits: readonly EventContract[];
  /** Creates missing streams; the others wait for them. */
  readonly declaresStreams?: boolean;
  /** Connections to PostgreSQL, beyond the settings. */
  readonly connections?: {
    readonly serverSettings?: Readonly<Record<string, string>>;
    /** Minimum pool size; a smaller DATABASE_POOL is raised to it. */
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

/** The prefix of a service's settings, such as `FEED_API`. */
export const settingPrefix = (name: string): string => name.replaceAll('-', '_').toUpperCase();
