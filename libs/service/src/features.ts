import { hasMessaging, type ServiceManifest } from './manifest.ts';

/** What the frame does for every service; each has a log file too. */
export const frameFeatures = {
  timings: 'how long processes take, and runs over 10, 100, 1,000 … items',
} as const;

/** The same for a service that consumes or emits events. */
export const messagingFeatures = {
  relay: 'events that are published later, because a crash or the broker was in the way',
  'dead-letters': 'events that were set aside, listed and put back',
} as const;

/** The names of all log files of a service, without `.log`; its own comes first. */
export function logsOf(manifest: ServiceManifest): string[] {
  const { name, features } = manifest;
  const all = [features, frameFeatures, ...(hasMessaging(manifest) ? [messagingFeatures] : [])];
  return [name, ...all.flatMap((each) => Object.keys(each).map((feature) => `${name}.${feature}`))];
}
