import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { unusable } from '../exact/snapshot.ts';

/** The data of an index besides its rows. It is the note in the rows' file, which is renamed last. */
export interface Manifest {
  readonly format: string;
  /** File name of the graph, beside the rows. */
  readonly graph: string;
  /** CRC-32 of that file. */
  readonly checksum: number;
  /** Epoch ms; see HnswOptions. */
  readonly landmark: number;
  /** Node of each id. */
  readonly keys: readonly (readonly [string, number])[];
  readonly lastKey: number;
  /** The caller's note. */
  readonly note: string;
}

/** After 3 half-lives new items reach the maximum freshness of 8, and the graph cannot order the newest. */
const MAX_HALF_LIVES = 3;

const { version } = JSON.parse(readFileSync(findPackageJSON('usearch', import.meta.url)!, 'utf8')) as {
  readonly version: string;
};

/** Other options or another version of usearch are another format. */
export function formatOf(graphOptions: object): string {
  return `jophiel hnsw index 1, usearch ${version}, ${JSON.stringify(graphOptions)}`;
}

/**
 * @param now epoch ms
 * @throws JophielError SNAPSHOT_UNUSABLE for another format, or a landmark more than 3 half-lives ago
 */
export function readManifest(
  file: string,
  text: string,
  { format, now, halfLifeMs }: { readonly format: string; readonly now: number; readonly halfLifeMs: number },
): Manifest {
  const manifest = parsed(text);
  if (manifest?.format !== format) throw unusable(file, `is not in the format ${format}`);
  if (now - manifest.landmark > MAX_HALF_LIVES * halfLifeMs)
    throw unusable(file, `has a graph that was built more than ${MAX_HALF_LIVES} half-lives of novelty ago`);
  return manifest;
}

/** Undefined for rows of an exact engine, whose note is any text. */
function parsed(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}
