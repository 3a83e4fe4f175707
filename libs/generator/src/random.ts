/** Seeded random numbers. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
  /** Normally distributed: mean 0, standard deviation 1. */
  normal(): number;
  pick<Item>(items: readonly Item[]): Item;
  /** An index in [0, length) with probability ∝ 1 / (index + 1)^exponent, the long tail of popularity. */
  zipf(length: number, exponent: number): number;
  /** 32 hexadecimal digits. */
  hex32(): string;
}

/** sfc32 (Doty-Humphrey): small and fast, 128 bits of state. */
export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  };
  // Mixes the seed into every bit of the state.
  for (let round = 0; round < 15; round++) next();
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[below(items.length)]!,
    zipf: (length, exponent) => zipfIndex(next(), length, exponent),
    hex32: () => Array.from({ length: 4 }, () => below(4_294_967_296).toString(16).padStart(8, '0')).join(''),
  };
}

/** By the inverse of the continuous distribution, which is close and needs no table. */
function zipfIndex(uniform: number, length: number, exponent: number): number {
  if (exponent === 1) return Math.min(Math.floor((length + 1) ** uniform) - 1, length - 1);
  const power = 1 - exponent;
  const value = (uniform * ((length + 1) ** power - 1) + 1) ** (1 / power);
  return Math.min(Math.floor(value) - 1, length - 1);
}
