import type { NearestRequest } from '../ann/ask-nearest.ts';
import { type AnnService, type Asker, askers } from './ann-service.ts';
import {
  type ChangeReason,
  changeReason,
  type Choice,
  chooseSource,
  firstChoice,
  missesAnn,
  type Source,
  sourceBySize,
} from './choose-source.ts';

/** A source took over from the other one. */
export interface SourceChange {
  readonly to: Source;
  readonly reason: ChangeReason;
  /** For whom. */
  readonly askers: readonly Asker[];
  readonly samples: number;
}

export interface SourceChoiceOptions {
  /** CANDIDATE_ANN_FROM_SAMPLES. */
  readonly annFrom: number;
  readonly services: Readonly<Record<Asker, AnnService>>;
  /** What is asked to see whether the ann service answers. */
  readonly probe: NearestRequest;
  /** Told of one event, which may change the source for several askers. */
  readonly onChanged: (change: SourceChange) => void;
  /** Told once when ann should find and does not answer, and again only after it answered, or was not needed. */
  readonly onMissed: (missed: { readonly samples: number; readonly error: unknown }) => void;
}

type Choices = Readonly<Record<Asker, Choice>>;

/**
 * Chooses the source by the size of the catalogue and by whether the ann service answers. At each look at a catalogue
 * that is large enough the service is asked through the circuit of each asker: so no search waits for a service that has
 * never answered, and a change is noticed although nobody searches.
 */
export class SourceChoice {
  readonly #options: SourceChoiceOptions;
  #choices: Choices = { prompt: firstChoice, batch: firstChoice };
  #samples = 0;
  #probes = 0;
  #error: unknown;

  constructor(options: SourceChoiceOptions) {
    this.#options = options;
  }

  /** Whether the catalogue is large enough for ann; searches learn from its circuits whether it answers. */
  get asksAnn(): boolean {
    return this.#choices.prompt.bySize === 'ann';
  }

  /** The source in force. */
  sourceFor(asker: Asker): Source {
    return this.#choices[asker].source;
  }

  /** @param samples of the catalogue, as just counted */
  async look(samples: number): Promise<void> {
    const { annFrom } = this.#options;
    this.#samples = samples;
    if (sourceBySize(this.#choices.prompt.bySize, { samples, annFrom }) === 'ann') await this.#probe();
    this.#choose();
  }

  /** Told of every change of a circuit, with the reason where it has failed. */
  annChanged(error?: unknown): void {
    if (error !== undefined) this.#error = error;
    // What a look finds out through several circuits is one change.
    if (this.#probes === 0) this.#choose();
  }

  async #probe(): Promise<void> {
    const { services, probe } = this.#options;
    this.#probes += 1;
    await Promise.all(
      askers.map(async (asker) => services[asker].circuit.attempt(async () => services[asker].ask(probe))),
    );
    this.#probes -= 1;
  }

  #choose(): void {
    const { annFrom, services, onChanged, onMissed } = this.#options;
    const [before, samples] = [this.#choices, this.#samples];
    const choose = (asker: Asker): Choice =>
      chooseSource(before[asker], { samples, annFrom, annAnswers: services[asker].circuit.works });
    const after: Choices = { prompt: choose('prompt'), batch: choose('batch') };
    this.#choices = after;
    const byReason = Map.groupBy(askers, (asker) => changeReason(before[asker], after[asker]));
    for (const [reason, changed] of byReason)
      if (reason !== undefined) onChanged({ to: after[changed[0]!].source, reason, askers: changed, samples });
    if (isMissed(after) && !isMissed(before)) onMissed({ samples, error: this.#error });
  }
}

function isMissed(choices: Choices): boolean {
  return askers.some((asker) => missesAnn(choices[asker]));
}
