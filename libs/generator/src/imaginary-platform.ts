import { Faker, en } from '@faker-js/faker';
import type { OutsideEnvelope } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import { type Archetype, archetypesOf } from './archetypes.ts';
import { type Behaviour, behaviourOf } from './behaviour.ts';
import { type Random, randomFrom } from './random.ts';

export interface PlatformSize {
  readonly users: number;
  readonly samples: number;
  readonly interactions: number;
  /** The same seed makes the same events with the same ids, so that a second import sends duplicates. */
  readonly seed: number;
  /** Epoch ms; all events are in the months before. */
  readonly now: number;
}

const DAY = 86_400_000;
const OLDEST_SAMPLE_DAYS = 120;
const INTERACTION_DAYS = 30;
const ARCHETYPES = 24;
const SAMPLES_PER_CREATOR = 25;
/** Exponent of popularity; a usual long tail has about 1. */
const TAIL = 0.9;

/**
 * Generates a platform: creators with typical uploads, users who mostly like items of their taste, few very active
 * users, few very popular samples. A good feed scores better on it than a bad one.
 */
export class ImaginaryPlatform {
  readonly #domain: DomainDefinition;
  readonly #size: PlatformSize;
  readonly #faker = new Faker({ locale: en });
  readonly #archetypes: readonly Archetype[];
  readonly #behaviours: readonly Behaviour[];
  /** Indices of the samples by archetype, the most popular first, and their creators: about 10 MB for a million. */
  readonly #samplesOf: number[][];
  readonly #creatorOf: Uint32Array;

  constructor(domain: DomainDefinition, size: PlatformSize) {
    this.#domain = domain;
    this.#size = size;
    this.#archetypes = archetypesOf(domain, ARCHETYPES, randomFrom(size.seed));
    this.#behaviours = behaviourOf(domain);
    this.#samplesOf = this.#archetypes.map(() => []);
    this.#creatorOf = new Uint32Array(size.samples + 1);
  }

  /** One `sample.analyzed` event per sample, the oldest first. */
  *samples(): Generator<OutsideEnvelope> {
    const { samples, seed } = this.#size;
    const random = randomFrom(seed + 1);
    this.#faker.seed(seed);
    const creators = Math.max(Math.round(samples / SAMPLES_PER_CREATOR), 1);
    const homes = Array.from({ length: creators }, () => [random.below(ARCHETYPES), random.below(ARCHETYPES)] as const);
    const titleKey = this.#domain.item.titleKeys[0];
    for (let number = 1; number <= samples; number++) {
      const creator = random.zipf(creators, TAIL);
      const archetype = homes[creator]![random.next() < 0.8 ? 0 : 1];
      this.#samplesOf[archetype]!.push(number);
      this.#creatorOf[number] = creator + 1;
      yield this.#event(random, 'sample.analyzed', this.#publishedAt(number), {
        sample_id: this.#id('s', number),
        creator_id: this.#id('u', creator + 1),
        metadata: {
          ...(titleKey === undefined
            ? {}
            : { [titleKey]: `${this.#faker.word.adjective()} ${this.#faker.word.noun()}` }),
          ...this.#archetypes[archetype]!.describe(random),
        },
      });
    }
  }

  /** Interactions with the samples, in no order. Call `samples` first. */
  *interactions(): Generator<OutsideEnvelope> {
    const { users, interactions, seed, now } = this.#size;
    const random = randomFrom(seed + 2);
    const tastes = Array.from({ length: users }, () => tasteOf(random));
    // The few creators of a small platform do not cover every archetype.
    const filled = this.#samplesOf.filter(({ length }) => length > 0);
    if (filled.length === 0) return;
    for (let number = 0; number < interactions; number++) {
      const user = random.zipf(users, 0.5);
      const behaviour = pickBehaviour(this.#behaviours, random);
      const taste = tastes[user]!;
      const archetype = behaviour.likes ? pickFromTaste(taste, random) : random.below(ARCHETYPES);
      const samples = this.#samplesOf[archetype]!.length > 0 ? this.#samplesOf[archetype]! : random.pick(filled);
      const sample = samples[random.zipf(samples.length, TAIL)]!;
      const at = Math.max(this.#publishedAt(sample), now - INTERACTION_DAYS * DAY * random.next() ** 1.5);
      yield this.#event(random, `user.interaction.${behaviour.name}`, at, {
        user_id: this.#id('u', user + 1),
        ...behaviour.payload({
          sample: this.#id('s', sample),
          creator: this.#id('u', this.#creatorOf[sample]!),
          collection: this.#id('b', user * 3 + random.below(3) + 1),
        }),
      });
    }
  }

  #event(random: Random, event_name: string, at: number, payload: Record<string, unknown>): OutsideEnvelope {
    // Platforms send whole seconds.
    const event_timestamp = new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
    return { event_name, event_id: random.hex32(), event_timestamp, source: 'imaginary', payload };
  }

  #publishedAt(sample: number): number {
    const { samples, now } = this.#size;
    return now - Math.round(OLDEST_SAMPLE_DAYS * DAY * (1 - sample / (samples + 1)));
  }

  #id(kind: string, number: number): number | string {
    return this.#domain.ids === 'integer' ? number : `${kind}-${number}`;
  }
}

/** Shares of one to three archetypes, the largest first. */
type Taste = readonly { readonly archetype: number; readonly share: number }[];

function tasteOf(random: Random): Taste {
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, index) => ({ archetype: random.below(ARCHETYPES), share: 1 / (index + 1) }));
}

function pickFromTaste(taste: Taste, random: Random): number {
  // Users sometimes like other archetypes.
  if (random.next() < 0.12) return random.below(ARCHETYPES);
  const total = taste.reduce((sum, { share }) => sum + share, 0);
  let rest = random.next() * total;
  return (taste.find(({ share }) => (rest -= share) <= 0) ?? taste[0]!).archetype;
}

function pickBehaviour(behaviours: readonly Behaviour[], random: Random): Behaviour {
  const total = behaviours.reduce((sum, { share }) => sum + share, 0);
  let rest = random.next() * total;
  return behaviours.find(({ share }) => (rest -= share) <= 0) ?? behaviours[0]!;
}
