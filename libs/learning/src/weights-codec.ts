/**
 * What other items say about one item, learned from what users do together. `numbers[i]` names the other item by its number
 * in `learned_weights`, and `values[i]` is its weight in the ridge regression of the item.
 */
export interface LearnedWeights {
  readonly numbers: Uint32Array;
  readonly values: Float32Array;
}

const SCALE_BYTES = 4;
const ENTRY_BYTES = 5;
const MAX_STEP = 127;

/**
 * The stored form: a float32 scale (little endian, as the numbers), then 5 bytes per weight: the item's number as uint32
 * and the weight as int8, in steps of the scale. Weights that round to 0 are dropped.
 * @throws RangeError when a weight is not a finite number
 */
export function encodeWeights({ numbers, values }: LearnedWeights): Buffer {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  const scale = Math.fround(max / MAX_STEP);
  if (!Number.isFinite(scale)) throw new RangeError('Learned weights are finite numbers.');
  const steps = Array.from(values, (value) => (scale === 0 ? 0 : Math.round(value / scale)));
  const bytes = Buffer.alloc(SCALE_BYTES + ENTRY_BYTES * steps.filter((step) => step !== 0).length);
  bytes.writeFloatLE(scale, 0);
  let at = SCALE_BYTES;
  steps.forEach((step, index) => {
    if (step === 0) return;
    bytes.writeUInt32LE(numbers[index]!, at);
    bytes.writeInt8(Math.max(-MAX_STEP, Math.min(MAX_STEP, step)), at + SCALE_BYTES);
    at += ENTRY_BYTES;
  });
  return bytes;
}

/** The stored form, read and not yet multiplied: a weight is `scale · step`. */
export interface StoredWeights {
  readonly scale: number;
  readonly numbers: Uint32Array;
  readonly steps: Int8Array;
}

/** @throws RangeError when the bytes are not what `encodeWeights` writes */
export function readWeights(bytes: Uint8Array): StoredWeights {
  const count = (bytes.length - SCALE_BYTES) / ENTRY_BYTES;
  if (count < 0 || !Number.isInteger(count))
    throw new RangeError(`Learned weights have 4 + 5·n bytes, not ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers = new Uint32Array(count);
  const steps = new Int8Array(count);
  for (let index = 0, at = SCALE_BYTES; index < count; index++, at += ENTRY_BYTES) {
    numbers[index] = view.getUint32(at, true);
    steps[index] = view.getInt8(at + SCALE_BYTES);
  }
  return { scale: view.getFloat32(0, true), numbers, steps };
}

/** @throws RangeError when the bytes are not what `encodeWeights` writes */
export function decodeWeights(bytes: Uint8Array): LearnedWeights {
  const { scale, numbers, steps } = readWeights(bytes);
  return { numbers, values: Float32Array.from(steps, (step) => scale * step) };
}
