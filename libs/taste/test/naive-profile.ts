import type { DomainDefinition } from '@jophiel/domain';
import { decay, type DecayedSums, type SparseVector } from '@jophiel/vectors';
import { expect } from 'vitest';
import type { Follow } from '../src/follow.ts';
import type { Signal } from '../src/signal.ts';

/** Something that a user did, as the log has it. */
export interface Deed {
  readonly eventId: string;
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
  readonly sampleId?: string;
  readonly creatorId?: string;
  readonly collectionId?: string;
}

/** What a profile is made of, as the fold leaves it. */
export interface ProfileParts {
  readonly signals: Iterable<Signal>;
  readonly follows: Iterable<Follow>;
  readonly sums: DecayedSums;
}

interface Register {
  readonly on: boolean;
  readonly at: number;
  readonly eventId: string;
}

/** The profile of one user as the definition of right says it, from the whole history at once and without any cleverness. */
export interface NaiveProfile {
  /** By interaction, sample and collection; of follows by creator. */
  readonly toggles: ReadonlyMap<string, Register>;
  readonly repeats: ReadonlyMap<string, readonly Deed[]>;
  readonly follows: ReadonlyMap<string, Register>;
  readonly contributions: readonly NaiveContribution[];
}

interface NaiveContribution {
  readonly sampleId: string;
  readonly weight: number;
  readonly at: number;
  readonly halfLifeDays: number;
}

export function naiveProfile(history: readonly Deed[], domain: DomainDefinition): NaiveProfile {
  const toggles = new Map<string, Register>();
  const repeats = new Map<string, Deed[]>();
  const follows = new Map<string, Register>();
  const inTime = [...history].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
  for (const deed of inTime) {
    const [name, interaction] = Object.entries(domain.interactions).find(
      ([each, interaction]) => each === deed.name || ('undo' in interaction && interaction.undo === deed.name),
    )!;
    const register = { on: name === deed.name, at: deed.at, eventId: deed.eventId };
    const key = keyOf(name, deed.sampleId, deed.collectionId);
    if (interaction.kind === 'follow') follows.set(deed.creatorId!, register);
    else if (interaction.kind === 'repeat' || interaction.kind === 'exposure')
      repeats.set(key, [...(repeats.get(key) ?? []), deed]);
    else if (interaction.kind !== 'record') toggles.set(key, register);
  }
  const once = [...toggles].filter(([, { on }]) => on).map(([key, { at }]) => ({ key, at }));
  const often = [...repeats].flatMap(([key, deeds]) => deeds.map(({ at }) => ({ key, at })));
  const contributions = [...once, ...often].flatMap(({ key, at }) => {
    const [name, sampleId] = key.split(' ') as [string, string];
    const interaction = domain.interactions[name]!;
    if (!('weight' in interaction)) return [];
    return [{ sampleId, weight: interaction.weight, at, halfLifeDays: interaction.halfLifeDays }];
  });
  return { toggles, repeats, follows, contributions };
}

const keyOf = (name: string, sampleId = '', collectionId = '') => `${name} ${sampleId} ${collectionId}`;

const TOLERANCE = 1e-9;

/** Holds what the fold made of a history to the naive profile. Samples without a vector do not count yet. */
export function expectToBe(
  parts: ProfileParts,
  naive: NaiveProfile,
  domain: DomainDefinition,
  vectors: ReadonlyMap<string, SparseVector>,
): void {
  const toggles = new Map<string, Register>();
  const amounts = new Map<string, Pick<Signal, 'amount' | 'at' | 'eventId'>>();
  for (const { interaction, sampleId, collectionId, amount, at, eventId } of parts.signals) {
    const key = keyOf(interaction, sampleId, collectionId);
    if (['repeat', 'exposure'].includes(domain.interactions[interaction]!.kind))
      amounts.set(key, { amount, at, eventId });
    else toggles.set(key, { on: amount === 1, at, eventId });
  }
  expect(toggles).toEqual(naive.toggles);
  expect(amounts).toEqual(new Map([...naive.repeats].map(([key, deeds]) => [key, expectedAmount(key, deeds, domain)])));
  expect(
    new Map([...parts.follows].map(({ creatorId, active, at, eventId }) => [creatorId, { on: active, at, eventId }])),
  ).toEqual(naive.follows);
  const counted = naive.contributions.filter(({ sampleId }) => vectors.has(sampleId));
  expectSums(parts.sums, positioned(counted, domain.recency?.positionScale), vectors);
}

function expectedAmount(key: string, deeds: readonly Deed[], domain: DomainDefinition) {
  const { halfLifeDays } = domain.interactions[key.split(' ')[0]!] as { halfLifeDays: number };
  const newest = deeds.at(-1)!;
  const amount = deeds.reduce((sum, { at }) => sum + decay(newest.at - at, halfLifeDays), 0);
  return { amount: expect.closeTo(amount, 9), at: newest.at, eventId: newest.eventId };
}

/** Contributions by the position of their sample among the samples. */
function positioned(contributions: readonly NaiveContribution[], scale = Number.POSITIVE_INFINITY) {
  const newestOf = (id: string) =>
    Math.max(...contributions.filter(({ sampleId }) => sampleId === id).map(({ at }) => at));
  const times = [...new Set(contributions.map(({ sampleId }) => sampleId))].map(newestOf);
  return contributions.map((contribution) => {
    const newest = newestOf(contribution.sampleId);
    const newer = times.filter((time) => time > newest).length;
    const others = times.filter((time) => time === newest).length - 1;
    return { ...contribution, weight: contribution.weight * Math.exp(-(newer + others / 2) / scale) };
  });
}

/** Each value, as of the latest moment, relative to all that was added up for it. */
function expectSums(
  sums: DecayedSums,
  counted: readonly NaiveContribution[],
  vectors: ReadonlyMap<string, SparseVector>,
): void {
  const asOf = Math.max(sums.asOf, ...counted.map(({ at }) => at));
  const values = new Map<string, { sum: number; size: number }>();
  for (const { sampleId, weight, at, halfLifeDays } of counted) {
    const { indices, values: entries } = vectors.get(sampleId)!;
    indices.forEach((index, place) => {
      const added = weight * 2 ** (-(asOf - at) / (halfLifeDays * 86_400_000)) * entries[place]!;
      const { sum, size } = values.get(`${halfLifeDays} ${index}`) ?? { sum: 0, size: 0 };
      values.set(`${halfLifeDays} ${index}`, { sum: sum + added, size: size + Math.abs(added) });
    });
  }
  for (const [halfLifeDays, sum] of sums.byHalfLife) {
    const factor = decay(asOf - sums.asOf, halfLifeDays);
    sum.forEach((value, index) => {
      const expected = values.get(`${halfLifeDays} ${index}`) ?? { sum: 0, size: 0 };
      values.delete(`${halfLifeDays} ${index}`);
      expect(Math.abs(value * factor - expected.sum)).toBeLessThanOrEqual(TOLERANCE * expected.size);
    });
  }
  expect([...values.keys()]).toEqual([]);
}
