import { ann } from '@jophiel/ann/service';
import { feedApi } from '@jophiel/feed-api/service';
import { ingestion } from '@jophiel/ingestion/service';
import { learner } from '@jophiel/learner/service';
import { profile } from '@jophiel/profile/service';
import { scorer } from '@jophiel/scorer/service';
import { hasMessaging, type ServiceManifest, settingPrefix } from '@jophiel/service/manifest';
import { vectorizer } from '@jophiel/vectorizer/service';

/** Every service, in the order in which they start and in which an event passes them. */
export const manifests = [
  ingestion,
  vectorizer,
  profile,
  scorer,
  feedApi,
  ann,
  learner,
] as const satisfies ServiceManifest[];

export type ServiceName = (typeof manifests)[number]['name'];
export const serviceNames = manifests.map(({ name }) => name);
/** Services that consume events, with dead letters; the others only follow. */
export const consumingServices = manifests.filter(hasMessaging).map(({ name }) => name);

/** The setting of a service's port, and its default. */
export function portOf(name: ServiceName): { readonly variable: string; readonly preset: number } {
  const variable = `${settingPrefix(name)}_PORT`;
  const { properties } = manifests.find((manifest) => manifest.name === name)!.settings as {
    readonly properties: Readonly<Record<string, unknown>>;
  };
  return { variable, preset: (properties[variable] as { readonly default: number }).default };
}

/** The setting that tells the commands where a service is. */
export const urlVariable = (name: ServiceName): string => `${settingPrefix(name)}_URL`;
