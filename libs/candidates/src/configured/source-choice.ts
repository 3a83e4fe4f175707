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

export interface SourceChange {
  readonly to: Source;
  readonly reason: ChangeReason;
  readonly askers: readonly Asker[];
  readonly samples: number;
}

export interface SourceChoiceOptions {
  /** CANDIDATE_ANN_FROM_SAMPLES. */
  readonly annFrom: number;
  readonly services: Readonly<Record<Asker, AnnService>>;
  /** The request that checks whether the ann service answers. */
  readonly probe: NearestRequest;
  /** Called once per event, which may change the source of several caller classes. */
  readonly onChanged: (change: SourceChange) => void;
  /** Called once per outage of ann, and only while the catalogue needs it. */
  readonly onMissed: (missed: { readonly samples: number; readonly error: unknown }) => void;
}

type Choices = Readonly<Record<Asker, Choice>>;

/**
 * Chooses the source by the size of the catalogue and by whether the ann service answers. Each look at a large
 * catalogue probes the service through every circuit. So no search waits for a service that was never up, and a change
 * is noticed without searches.
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

  /** Whether the catalogue is large enough for ann. Its circuits tell whether it answers. */
  get asksAnn(): boolean {
    return this.#choices.prompt.bySize === 'ann';
  }

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

  /** Called for every change of a circuit; `error` when it opened. */
  annChanged(error?: unknown): void {
    if (error !== undefined) this.#error = error;
    // A probe may change several circuits; they count as one change.
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
