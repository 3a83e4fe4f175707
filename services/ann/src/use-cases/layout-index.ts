import type { NearestEngine } from '@jophiel/nearest';
import type { ItemRow } from '../statements/load-items.ts';
import type { Stamp } from '../statements/load-stamps.ts';

export class LayoutIndex {
  readonly layout: string;
  /** False for another layout, whose dimensions are at most these. */
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

  get version(): number {
    return this.#version;
  }

  get revisions(): ReadonlyMap<string, number> {
    return this.#revisions;
  }

  isBehind({ sampleId, revision, layout }: Stamp): boolean {
    return layout === this.layout && this.#revisions.get(sampleId) !== revision;
  }

  /** Stores the rows of this layout. A sample that moved to another layout stays here until the index is closed. */
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

  /** @param engine with the same items */
  goOnWith(engine: NearestEngine): void {
    if (engine === this.#engine) return;
    this.#engine = engine;
    this.#version += 1;
  }
}
