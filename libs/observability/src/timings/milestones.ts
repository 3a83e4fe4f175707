/** Milestones (10, 100, 1,000 … items) passed between `before` and `after`. */
export function milestonesPassed(before: number, after: number): number[] {
  const passed: number[] = [];
  for (let milestone = 10; milestone <= after; milestone *= 10) if (milestone > before) passed.push(milestone);
  return passed;
}
