import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { JophielError } from '@jophiel/errors';
import { ExactEngine, type ExactOptions, type NearestEngine } from '@jophiel/nearest';
import type { Logger } from '@jophiel/observability';
import type { LayoutIndex } from '../handlers/layout-index.ts';

export interface SnapshotOptions {
  /** Undefined keeps no snapshots. */
  readonly folder: string | undefined;
  readonly everyMs: number;
  readonly logger: Logger;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

/** An engine as it is opened, and which version of each sample it holds. */
export interface Opened {
  readonly engine: NearestEngine;
  readonly revisions: ReadonlyMap<string, number>;
}

/**
 * Keeps what the exact engine holds on disk, one file per layout, together with the revisions, so that a process that
 * starts reads from PostgreSQL only what changed since.
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

  /** As it was saved, or empty when there is no file that can be used: PostgreSQL has everything. */
  async open(options: ExactOptions): Promise<Opened> {
    const file = this.#file(options.space.layout);
    if (file !== undefined && existsSync(file)) {
      try {
        const { engine, note } = await ExactEngine.fromSnapshot(file, options);
        return { engine, revisions: new Map(JSON.parse(note) as [string, number][]) };
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'the snapshot cannot be used; the index is read from PostgreSQL');
      }
    }
    return { engine: await ExactEngine.open(options), revisions: new Map() };
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
    const file = this.#file(layout);
    if (file === undefined || version === this.#savedVersion || !(engine instanceof ExactEngine)) return;
    const startedAt = clock();
    this.#savedAt = startedAt;
    const samples = revisions.size;
    this.#saving = engine.saveSnapshot(file, JSON.stringify([...revisions]));
    try {
      await this.#saving;
      this.#savedVersion = version;
    } finally {
      this.#saving = undefined;
    }
    logger.info({ samples, file, ms: Math.round(clock() - startedAt) }, 'snapshot written');
  }

  #file(layout: string): string | undefined {
    const { folder } = this.#options;
    return folder === undefined ? undefined : join(folder, `${layout}.exact`);
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
