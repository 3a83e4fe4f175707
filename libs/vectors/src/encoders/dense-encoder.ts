import type { DenseFeature } from '@jophiel/domain';
import { type Encoder, nothing } from './encoder.ts';

/** An embedding as it came. It makes no tokens: there is no word for a direction. */
export function denseEncoder(feature: DenseFeature): Encoder {
  return {
    dimensions: feature.dimensions,
    label: (key) => key,
    encodeToken: () => [],
    encode(metadata) {
      const values = metadata[feature.key];
      const usable =
        Array.isArray(values) &&
        values.length === feature.dimensions &&
        values.every((value) => typeof value === 'number' && Number.isFinite(value));
      return usable ? { entries: values.map((value: number, index) => [index, value]), tokens: [] } : nothing;
    },
  };
}
