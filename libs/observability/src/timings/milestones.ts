/** The counts at which a run over items tells its time: 10, 100, 1,000 … passed when going from `before` to `after`. */
export function milestonesPassed(before: number, after: number): number[] {
  const passed: number[] = [];
  for (let milestone = 10; milestone <= after; milestone *= 10) if (milestone > before) passed.push(milestone);
  return passed;
}
