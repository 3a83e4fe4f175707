import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JophielError } from '@jophiel/errors';
import type { NearestEngine, RestoredEngine } from '@jophiel/nearest';
import type { Logger } from '@jophiel/observability';
import type { LayoutIndex } from '../use-cases/layout-index.ts';

export interface SnapshotOptions {
  /** Undefined keeps no snapshots. */
  readonly folder: string | undefined;
  readonly everyMs: number;
  readonly logger: Logger;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** A kind of engine that can be saved. */
export interface SavedKind {
  /** Of its engines; ends the names of their snapshots. */
  readonly name: string;
  /** Without items. */
  readonly open: () => Promise<NearestEngine>;
  /** Rejects what cannot be used. */
  readonly fromSnapshot: (file: string) => Promise<RestoredEngine>;
}

/** An engine as it is opened, and which version of each sample it holds. */
export interface Opened {
  readonly engine: NearestEngine;
  readonly revisions: ReadonlyMap<string, number>;
}

/**
 * Keeps what an engine holds on disk, together with the revisions, so that a process that starts reads from PostgreSQL
 * only what changed since.
 */
export class Snapshots {
  readonly #options: SnapshotOptions;
  #savedAt: number;
  #savedVersion = 0;
  #saving: Promise<void> | undefined;

  /** @throws JophielError SETTING_INVALID when the folder cannot be made */
  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#savedAt = options.clock();
    if (options.folder !== undefined) makeFolder(options.folder);
  }

  /**
   * As it was saved last, by an engine of any of these kinds; one of the first kind, without items, when there is no
   * snapshot that can be used: PostgreSQL has everything.
   */
  async open(layout: string, kinds: readonly [SavedKind, ...SavedKind[]]): Promise<Opened> {
    for (const { file, fromSnapshot } of this.#saved(layout, kinds)) {
      try {
        const { engine, note } = await fromSnapshot(file);
        return { engine, revisions: new Map(JSON.parse(note) as [string, number][]) };
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'the snapshot cannot be used; what it held is read from PostgreSQL');
      }
    }
    return { engine: await kinds[0].open(), revisions: new Map() };
  }

  /** Begins to write a snapshot when it is time. To be called when vectors and revisions agree. */
  saveWhenDue(index: LayoutIndex): void {
    const { clock, everyMs, logger } = this.#options;
    if (this.#saving !== undefined || clock() - this.#savedAt < everyMs) return;
    this.#save(index).catch((error: unknown) => logger.warn({ err: error }, 'the snapshot could not be written'));
  }

  /** The last one, when nothing changes any more. */
  async saveNow(index: LayoutIndex): Promise<void> {
    await this.#saving?.catch(() => {});
    await this.#save(index);
  }

  /** Takes the state of this moment: what changes while the file is written is not in it. */
  async #save({ engine, layout, revisions, version }: LayoutIndex): Promise<void> {
    const { clock, logger } = this.#options;
    const file = this.#file(layout, engine.name);
    if (file === undefined || version === this.#savedVersion) return;
    const startedAt = clock();
    this.#savedAt = startedAt;
    const samples = revisions.size;
    this.#saving = engine.saveSnapshot?.(file, JSON.stringify([...revisions]));
    if (this.#saving === undefined) return;
    try {
      await this.#saving;
      this.#savedVersion = version;
    } finally {
      this.#saving = undefined;
    }
    logger.info({ samples, file, ms: Math.round(clock() - startedAt) }, 'snapshot written');
  }

  /** The files that are there, the last one first. */
  #saved(layout: string, kinds: readonly SavedKind[]) {
    return kinds
      .flatMap(({ name, fromSnapshot }) => {
        const file = this.#file(layout, name);
        const savedAt = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })?.mtimeMs;
        return file === undefined || savedAt === undefined ? [] : [{ file, savedAt, fromSnapshot }];
      })
      .sort((a, b) => b.savedAt - a.savedAt);
  }

  #file(layout: string, kind: string): string | undefined {
    const { folder } = this.#options;
    return folder === undefined ? undefined : join(folder, `${layout}.${kind}`);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new JophielError(
      'SETTING_INVALID',
      `ANN_SNAPSHOT_FOLDER is ${folder}, which cannot be made: ${String(cause)}. Name a folder that this user may write to.`,
      { cause },
    );
  }
}
