import { hasMessaging, type ServiceManifest } from './manifest.ts';

/** Features of every service; each has a log file. */
export const commonFeatures = {
  timings: 'the times of processes, and of runs over 10, 100, 1,000 … items',
} as const;

/** Features that every service has which consumes or emits events. */
export const messagingFeatures = {
  relay: 'events that are published later, after a crash or an outage of the broker',
  'dead-letters': 'dead letters that are stored, listed and replayed',
} as const;

/** The names of all log files of a service, without `.log`; its own comes first. */
export function logsOf(manifest: ServiceManifest): string[] {
  const { name, features } = manifest;
  const all = [features, commonFeatures, ...(hasMessaging(manifest) ? [messagingFeatures] : [])];
  return [name, ...all.flatMap((each) => Object.keys(each).map((feature) => `${name}.${feature}`))];
}
