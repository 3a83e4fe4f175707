import { covers } from '@jophiel/transport';
import { type StreamConfig, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream';

const MINUTE = 60_000;
const DAY = 86_400_000;
const MIB = 1024 * 1024;

/** A stream. Times in ms. */
export interface StreamDeclaration {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly keepMs: number;
  readonly maxBytes: number;
  /** Refuse new messages, or delete the oldest. */
  readonly whenFull: 'refuse' | 'forget';
  readonly kind: 'facts' | 'work';
}

export const DUPLICATE_WINDOW_MS = 5 * MINUTE;

/**
 * All streams. A full stream of facts refuses new ones: the outbox keeps them, and ingestion goes on. Updates of
 * feeds and signals are worthless after minutes, so their full streams delete the oldest.
 */
export const streams: readonly StreamDeclaration[] = [
  {
    name: 'JOPHIEL_INLET',
    subjects: ['user.interaction.>', 'sample.lifecycle.>', 'user.lifecycle.>'],
    keepMs: 7 * DAY,
    maxBytes: 2048 * MIB,
    whenFull: 'refuse',
    kind: 'facts',
  },
  {
    name: 'JOPHIEL_FACTS',
    subjects: [
      'interaction.recorded',
      'sample.analyzed',
      'sample.deleted',
      'sample.vectorized',
      'sample.removed',
      'user.deleted',
      'profile.updated',
    ],
    keepMs: 7 * DAY,
    maxBytes: 4096 * MIB,
    whenFull: 'refuse',
    kind: 'facts',
  },
  {
    // Beside the other facts, because an installed stream does not take on a subject.
    name: 'JOPHIEL_SEEDS',
    subjects: ['seeds.recorded'],
    keepMs: 7 * DAY,
    maxBytes: 256 * MIB,
    whenFull: 'refuse',
    kind: 'facts',
  },
  {
    name: 'JOPHIEL_FEEDS',
    subjects: ['feed.updated'],
    keepMs: 15 * MINUTE,
    maxBytes: 256 * MIB,
    whenFull: 'forget',
    kind: 'facts',
  },
  {
    name: 'JOPHIEL_SIGNALS',
    subjects: ['signals.changed'],
    keepMs: 15 * MINUTE,
    maxBytes: 64 * MIB,
    whenFull: 'forget',
    kind: 'facts',
  },
  {
    name: 'JOPHIEL_WORK',
    subjects: ['work.>'],
    keepMs: 7 * DAY,
    maxBytes: 256 * MIB,
    whenFull: 'refuse',
    kind: 'work',
  },
];

/** The stream of a subject; the subject may end in `>`. */
export function streamOf(subject: string): StreamDeclaration {
  const stream = streams.find(({ subjects }) => subjects.some((declared) => covers(declared, subject)));
  if (stream === undefined) throw new Error(`No stream is declared for ${subject}`);
  return stream;
}

const nanos = (ms: number): number => ms * 1_000_000;

/** @param scale multiplies the maximum size */
export function streamConfig(
  declaration: StreamDeclaration,
  replicas: number,
  scale: number,
): Partial<StreamConfig> & { name: string } {
  return {
    name: declaration.name,
    subjects: [...declaration.subjects],
    retention: declaration.kind === 'work' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: declaration.whenFull === 'refuse' ? DiscardPolicy.New : DiscardPolicy.Old,
    max_age: nanos(declaration.keepMs),
    max_bytes: Math.round(declaration.maxBytes * scale),
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: replicas,
  };
}
