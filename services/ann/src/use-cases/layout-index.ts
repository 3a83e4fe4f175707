import type { NearestEngine } from '@jophiel/nearest';
import type { ItemRow } from '../statements/load-items.ts';
import type { Stamp } from '../statements/load-stamps.ts';

/** The samples of one layout in an engine, and which version of each. */
export class LayoutIndex {
  readonly layout: string;
  /** Whether it is the layout of the domain definition. Of another one only the most dimensions are known. */
  readonly isOwn: boolean;
  readonly dimensions: number;
  readonly #revisions: Map<string, number>;
  #engine: NearestEngine;
  #version = 0;

  constructor(
    { layout, isOwn, dimensions }: Pick<LayoutIndex, 'layout' | 'isOwn' | 'dimensions'>,
    engine: NearestEngine,
    revisions: ReadonlyMap<string, number> = new Map(),
  ) {
    this.layout = layout;
    this.isOwn = isOwn;
    this.dimensions = dimensions;
    this.#engine = engine;
    this.#revisions = new Map(revisions);
  }

  get engine(): NearestEngine {
    return this.#engine;
  }

  /** Rises with every change of what a snapshot would hold. */
  get version(): number {
    return this.#version;
  }

  get revisions(): ReadonlyMap<string, number> {
    return this.#revisions;
  }

  /** Whether PostgreSQL has another version of this layout than the index. */
  isBehind({ sampleId, revision, layout }: Stamp): boolean {
    return layout === this.layout && this.#revisions.get(sampleId) !== revision;
  }

  /** Takes in what is of this layout. What is of another one by now stays as it was, until the index is given up. */
  async put(rows: readonly ItemRow[]): Promise<void> {
    const own = rows.filter(({ layout }) => layout === this.layout);
    if (own.length === 0) return;
    await this.#engine.upsert(own.map(({ item }) => item));
    for (const { sampleId, revision } of own) this.#revisions.set(sampleId, revision);
    this.#version += 1;
  }

  async remove(sampleIds: readonly string[]): Promise<void> {
    const own = sampleIds.filter((id) => this.#revisions.has(id));
    if (own.length === 0) return;
    await this.#engine.remove(own);
    for (const id of own) this.#revisions.delete(id);
    this.#version += 1;
  }

  /** Goes on with an engine that holds the same. */
  goOnWith(engine: NearestEngine): void {
    if (engine === this.#engine) return;
    this.#engine = engine;
    this.#version += 1;
  }
}
