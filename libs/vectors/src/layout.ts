import { createHash } from 'node:crypto';
import type { Feature } from '@jophiel/domain';
import { cycleEncoder } from './encoders/cycle-encoder.ts';
import { denseEncoder } from './encoders/dense-encoder.ts';
import type { Encoder } from './encoders/encoder.ts';
import { numberEncoder } from './encoders/number-encoder.ts';
import { termsEncoder } from './encoders/terms-encoder.ts';

/** Changes when an encoder makes other values of the same metadata, so that vectors of old and new are not compared. */
const ENCODING = 1;

/** Indices are stored as uint16. */
const MAX_DIMENSIONS = 65_536;

export interface Block {
  readonly feature: string;
  readonly weight: number;
  /** The block's first dimension in the vector. */
  readonly offset: number;
  readonly encoder: Encoder;
}

/** How features become one vector: the blocks one after another. */
export interface Layout {
  /** A hash of the feature definition; vectors and tastes of different ids are never compared. */
  readonly id: string;
  readonly dimensions: number;
  readonly blocks: readonly Block[];
}

export function layoutOf(features: readonly Feature[]): Layout {
  const blocks: Block[] = [];
  let offset = 0;
  for (const feature of features) {
    const encoder = encoderOf(feature);
    blocks.push({ feature: feature.name, weight: feature.weight, offset, encoder });
    offset += encoder.dimensions;
  }
  if (offset > MAX_DIMENSIONS)
    throw new RangeError(`The features make ${offset} dimensions; ${MAX_DIMENSIONS} is the most.`);
  const id = createHash('sha256')
    .update(JSON.stringify([ENCODING, features]))
    .digest('hex')
    .slice(0, 16);
  return { id, dimensions: offset, blocks };
}

function encoderOf(feature: Feature): Encoder {
  switch (feature.kind) {
    case 'terms':
      return termsEncoder(feature);
    case 'number':
      return numberEncoder(feature);
    case 'cycle':
      return cycleEncoder(feature);
    case 'dense':
      return denseEncoder(feature);
    default:
      return feature satisfies never;
  }
}
