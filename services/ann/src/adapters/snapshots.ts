import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JophielError } from '@jophiel/errors';
import type { NearestEngine, RestoredEngine } from '@jophiel/nearest';
import type { Logger } from '@jophiel/observability';
import type { LayoutIndex } from '../use-cases/layout-index.ts';

export interface SnapshotOptions {
  /** Undefined disables snapshots. */
  readonly folder: string | undefined;
  readonly everyMs: number;
  readonly logger: Logger;
  readonly clock: () => number;
}

export interface SavedKind {
  /** Engine name; also the extension of the snapshot file. */
  readonly name: string;
  readonly open: () => Promise<NearestEngine>;
  /** Rejects an unusable file. */
  readonly fromSnapshot: (file: string) => Promise<RestoredEngine>;
}

export interface Opened {
  readonly engine: NearestEngine;
  readonly revisions: ReadonlyMap<string, number>;
}

/** Saves the index and its revisions to disk. After a restart only later changes are read from PostgreSQL. */
export class Snapshots {
  readonly #options: SnapshotOptions;
  #savedAt: number;
  #savedVersion = 0;
  #saving: Promise<void> | undefined;

  /** @throws JophielError SETTING_INVALID when the folder cannot be created */
  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#savedAt = options.clock();
    if (options.folder !== undefined) makeFolder(options.folder);
  }

  /** The latest usable snapshot of any of these kinds; without one, an empty engine of the first kind. */
  async open(layout: string, kinds: readonly [SavedKind, ...SavedKind[]]): Promise<Opened> {
    for (const { file, fromSnapshot } of this.#saved(layout, kinds)) {
      try {
        const { engine, note } = await fromSnapshot(file);
        return { engine, revisions: new Map(JSON.parse(note) as [string, number][]) };
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'the snapshot cannot be used; its samples are read from PostgreSQL');
      }
    }
    return { engine: await kinds[0].open(), revisions: new Map() };
  }

  /** Starts writing a snapshot when one is due. Call it only when vectors and revisions are consistent. */
  saveWhenDue(index: LayoutIndex): void {
    const { clock, everyMs, logger } = this.#options;
    if (this.#saving !== undefined || clock() - this.#savedAt < everyMs) return;
    this.#save(index).catch((error: unknown) => logger.warn({ err: error }, 'the snapshot could not be written'));
  }

  async saveNow(index: LayoutIndex): Promise<void> {
    await this.#saving?.catch(() => {});
    await this.#save(index);
  }

  /** Saves the state of this moment. Later changes are not in the file. */
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
      `ANN_SNAPSHOT_FOLDER is ${folder}, which cannot be created: ${String(cause)}. Name a folder that this user may write to.`,
      { cause },
    );
  }
}
