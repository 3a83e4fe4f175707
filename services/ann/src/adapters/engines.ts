import { JophielError } from '@jophiel/errors';
import { ExactEngine, HnswEngine, QdrantEngine, type Space } from '@jophiel/nearest';
import type { Logger } from '@jophiel/observability';
import { chooseEngine } from '../use-cases/choose-engine.ts';
import { LayoutIndex } from '../use-cases/layout-index.ts';
import type { Opened, SavedKind, Snapshots } from './snapshots.ts';

export interface EnginesOptions {
  readonly engine: 'auto' | 'exact' | 'hnsw' | 'qdrant';
  /** For auto: other engines are tried only when an exact query takes longer. */
  readonly exactMaxMs: number;
  /** Default: the number of cores. */
  readonly threads: number | undefined;
  readonly qdrantUrl: string | undefined;
  readonly space: Space;
  readonly feedSize: number;
  readonly snapshots: Snapshots;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly clock: () => number;
}

/** Indices of a vector are uint16. */
const MAX_DIMENSIONS = 65_536;
/** Qdrant stores novelty relative to a landmark; a new collection starts after this many half-lives. */
const HALF_LIVES_PER_COLLECTION = 50;

export class Engines {
  readonly #options: EnginesOptions;

  constructor(options: EnginesOptions) {
    this.#options = options;
  }

  /** @throws JophielError SETTING_INVALID for qdrant without its address */
  async openOwn(): Promise<LayoutIndex> {
    const { engine, revisions } = await this.#open();
    return new LayoutIndex({ ...this.#options.space, isOwn: true }, engine, revisions);
  }

  /** For the time of a layout change. The number of dimensions of the other layout is unknown. */
  async openBeside(layout: string): Promise<LayoutIndex> {
    const space = { ...this.#options.space, layout, dimensions: MAX_DIMENSIONS };
    const engine = await ExactEngine.open({ space, ...this.#threads });
    return new LayoutIndex({ ...space, isOwn: false }, engine);
  }

  /** A graph from a snapshot is not measured, because it was the best engine when it was saved. */
  async choose(index: LayoutIndex): Promise<void> {
    const { space, feedSize, exactMaxMs, logger, now, clock } = this.#options;
    if (this.#options.engine !== 'auto' || index.engine.name !== 'exact') return;
    const { engine, reason } = await chooseEngine({
      exact: index.engine,
      ids: [...index.revisions.keys()],
      openFaster: this.#hnsw.open,
      dimensions: space.dimensions,
      exactMaxMs,
      k: feedSize,
      now: now().getTime(),
      clock,
    });
    index.goOnWith(engine);
    logger.info({ engine: engine.name, reason }, 'engine chosen');
  }

  async #open(): Promise<Opened> {
    const { engine, space, snapshots } = this.#options;
    switch (engine) {
      case 'auto':
        return snapshots.open(space.layout, [this.#exact, this.#hnsw]);
      case 'exact':
        return snapshots.open(space.layout, [this.#exact]);
      case 'hnsw':
        return snapshots.open(space.layout, [this.#hnsw]);
      case 'qdrant':
        return { engine: await this.#openQdrant(), revisions: new Map() };
      default:
        return engine satisfies never;
    }
  }

  get #exact(): SavedKind {
    const options = { space: this.#options.space, ...this.#threads };
    return {
      name: 'exact',
      open: async () => ExactEngine.open(options),
      fromSnapshot: async (file) => ExactEngine.fromSnapshot(file, options),
    };
  }

  get #hnsw(): SavedKind {
    const { space, now } = this.#options;
    const options = { space, landmark: now().getTime(), ...this.#threads };
    return {
      name: 'hnsw',
      open: async () => HnswEngine.open(options),
      fromSnapshot: async (file) => HnswEngine.fromSnapshot(file, options),
    };
  }

  async #openQdrant(): Promise<QdrantEngine> {
    const { qdrantUrl: url, space, now } = this.#options;
    if (url === undefined)
      throw new JophielError('SETTING_INVALID', 'ANN_ENGINE is qdrant: set QDRANT_URL, such as http://127.0.0.1:6333.');
    const period = HALF_LIVES_PER_COLLECTION * space.halfLifeMs;
    const landmark = Math.floor(now().getTime() / period) * period;
    return QdrantEngine.open({ space, url, prefix: 'jophiel', landmark });
  }

  get #threads(): { readonly threads?: number } {
    const { threads } = this.#options;
    return threads === undefined ? {} : { threads };
  }
}
