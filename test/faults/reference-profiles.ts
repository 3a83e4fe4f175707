/**
 * What the profiles must be, computed from what the driver sent and was answered, by means of its own: the system's own
 * tables are never asked. Small and slow on purpose.
 */
export interface SentInteraction {
  readonly eventId: string;
  readonly userId: string;
  readonly sampleId: string;
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface ReferenceRules {
  /** Interactions that are on or off. */
  readonly toggles: Readonly<
    Record<string, { readonly undo: string; readonly weight: number; readonly halfLifeDays: number }>
  >;
  /** Interactions that add up. */
  readonly repeats: Readonly<Record<string, { readonly weight: number; readonly halfLifeDays: number }>>;
  /** Dense, by sample. */
  readonly vectors: ReadonlyMap<string, readonly number[]>;
}

const DAY = 86_400_000;

/** Each user's taste at a moment, at length 1. */
export function referenceTastes(
  sent: readonly SentInteraction[],
  rules: ReferenceRules,
  now: number,
): Map<string, number[]> {
  const tastes = new Map<string, number[]>();
  const once = [...new Map(sent.map((each) => [each.eventId, each])).values()];
  for (const userId of new Set(once.map((each) => each.userId))) {
    const own = once
      .filter((each) => each.userId === userId)
      .sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
    const parts: { weight: number; halfLifeDays: number; at: number; sampleId: string }[] = [];
    for (const each of own) {
      const repeat = rules.repeats[each.name];
      if (repeat !== undefined) parts.push({ ...repeat, at: each.at, sampleId: each.sampleId });
    }
    for (const [name, { undo, weight, halfLifeDays }] of Object.entries(rules.toggles)) {
      const last = new Map<string, SentInteraction>();
      for (const each of own) if (each.name === name || each.name === undo) last.set(each.sampleId, each);
      for (const { name: latest, at, sampleId } of last.values())
        if (latest === name) parts.push({ weight, halfLifeDays, at, sampleId });
    }
    tastes.set(userId, normalised(parts, rules.vectors, now));
  }
  return tastes;
}

function normalised(
  parts: readonly { weight: number; halfLifeDays: number; at: number; sampleId: string }[],
  vectors: ReadonlyMap<string, readonly number[]>,
  now: number,
): number[] {
  const dimensions = [...vectors.values()][0]!.length;
  const sum = Array.from({ length: dimensions }, () => 0);
  for (const { weight, halfLifeDays, at, sampleId } of parts) {
    const factor = weight * 0.5 ** ((now - at) / (halfLifeDays * DAY));
    vectors.get(sampleId)?.forEach((value, index) => (sum[index]! += factor * value));
  }
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((value) => value / length);
}
