/** A stream of random numbers that a seed determines. */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number;
  /** An integer from 0 up to, but without, the bound. */
  below(bound: number): number;
  /** Around 0, with standard deviation 1. */
  normal(): number;
  pick<Item>(items: readonly Item[]): Item;
  /** An index, the first the likeliest, with the long tail that popularity has: probability ∝ 1 / (index + 1)^exponent. */
  zipf(length: number, exponent: number): number;
  /** 32 hexadecimal digits. */
  hex32(): string;
}

/** sfc32 (Doty-Humphrey): small, fast, and with 128 bits of state far from repeating itself. */
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
  // The seed needs some rounds until every bit of the state hangs on it.
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

/** The inverse of the continuous distribution, which is close enough and needs no table. */
function zipfIndex(uniform: number, length: number, exponent: number): number {
  if (exponent === 1) return Math.min(Math.floor((length + 1) ** uniform) - 1, length - 1);
  const power = 1 - exponent;
  const value = (uniform * ((length + 1) ** power - 1) + 1) ** (1 / power);
  return Math.min(Math.floor(value) - 1, length - 1);
}
