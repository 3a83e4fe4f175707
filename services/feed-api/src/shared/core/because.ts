import type { Voice } from '@jophiel/learning';
import type { ScoreExplanation } from '@jophiel/scoring';

/** A liked sample that speaks for another, with its share of all that does, in (0, 1]. */
export interface Because {
  readonly sampleId: string;
  readonly share: number;
}

const MAX_NAMED = 3;

/** The liked samples that weigh most in what is learned about a sample; none where co-interaction does not lift it. */
export function becauseOf({ parts }: ScoreExplanation, voices: readonly Voice[] = []): Because[] {
  if (parts.coInteraction <= 0) return [];
  const speaking = voices.filter(({ part }) => part > 0);
  const all = speaking.reduce((sum, { part }) => sum + part, 0);
  return speaking.slice(0, MAX_NAMED).map(({ sampleId, part }) => ({ sampleId, share: part / all }));
}
