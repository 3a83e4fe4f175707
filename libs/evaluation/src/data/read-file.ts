import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { JophielError } from '@jophiel/errors';

/**
 * Reads the bytes of a file, and unpacks it when its name ends in .gz.
 * @throws JophielError DATA_INVALID when it cannot be read
 */
export function readData(path: string): Buffer {
  try {
    const bytes = readFileSync(path);
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch (cause) {
    throw new JophielError(
      'DATA_INVALID',
      `${path} cannot be read: ${(cause as Error).message}. Name a file that exists, or set JOPHIEL_DATA to the folder of the data sets.`,
      { cause },
    );
  }
}

/** Reads the lines of a file and leaves out empty ones. */
export function readLines(path: string): string[] {
  return linesOf(readData(path).toString('utf8'));
}

export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/**
 * Reads a table whose columns are separated by commas or tabs; a header comes as a row like any other.
 * @param columns each line must have this many, and may have more
 * @throws JophielError DATA_INVALID naming the line that has fewer columns
 */
export function readColumns(path: string, columns: number): string[][] {
  return readLines(path).map((line, index) => {
    const cells = line.split(line.includes('\t') ? '\t' : ',').map((cell) => cell.trim());
    if (cells.length >= columns) return cells;
    throw new JophielError(
      'DATA_INVALID',
      `${path}, line ${index + 1}: "${line.slice(0, 80)}" has ${cells.length} columns; write ${columns}, separated by commas or tabs.`,
    );
  });
}
