import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { unusable } from '../exact/snapshot.ts';

/** What an index is besides its rows. Stands as the note in their file, which is renamed last. */
export interface Manifest {
  readonly format: string;
  /** Name of the graph's file, beside the one of the rows. */
  readonly graph: string;
  /** CRC-32 of that file. */
  readonly checksum: number;
  /** Epoch ms; see HnswOptions. */
  readonly landmark: number;
  /** Node of each id. */
  readonly keys: readonly (readonly [string, number])[];
  readonly lastKey: number;
  /** Of the caller. */
  readonly note: string;
}

/** In so many half-lives what is new reaches the most freshness (8), and the graph tells the newest apart no longer. */
const MAX_HALF_LIVES = 3;

const { version } = JSON.parse(readFileSync(findPackageJSON('usearch', import.meta.url)!, 'utf8')) as {
  readonly version: string;
};

/** A graph of other options or of another version of usearch is another format. */
export function formatOf(graphOptions: object): string {
  return `jophiel hnsw index 1, usearch ${version}, ${JSON.stringify(graphOptions)}`;
}

/**
 * @param now epoch ms
 * @throws JophielError SNAPSHOT_UNUSABLE when it is of another format, or its landmark is more than 3 half-lives ago
 */
export function readManifest(
  file: string,
  text: string,
  { format, now, halfLifeMs }: { readonly format: string; readonly now: number; readonly halfLifeMs: number },
): Manifest {
  const manifest = parsed(text);
  if (manifest?.format !== format) throw unusable(file, `is not of ${format}`);
  if (now - manifest.landmark > MAX_HALF_LIVES * halfLifeMs)
    throw unusable(file, `has a graph that was built more than ${MAX_HALF_LIVES} half-lives of novelty ago`);
  return manifest;
}

/** Of rows that an exact engine has saved, the note is what its caller wanted. */
function parsed(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}
