/**
 * The share of users to learn from: the largest of 1, 1/2, 1/4, … at which about `max` signals remain, or fewer. It is
 * halved rather than fitted, so that a growing log changes it rarely, and a smaller sample is a part of the larger one.
 */
export function sampleRate(signals: number, max: number): number {
  let rate = 1;
  while (signals * rate > max) rate /= 2;
  return rate;
}
