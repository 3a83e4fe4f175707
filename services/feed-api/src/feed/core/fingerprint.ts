export const FINGERPRINT_BYTES = 5;

/** 40 bits, mixed as MurmurHash3 does. A walk of 1,000 samples and 200 more collides once in five million. */
export function fingerprint(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return (finish(high ^ low) & 0xff) * 2 ** 32 + finish(low ^ (high >>> 13));
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 3_266_489_909);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
