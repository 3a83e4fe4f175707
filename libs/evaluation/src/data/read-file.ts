import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { JophielError } from '@jophiel/errors';

/**
 * Bytes of a file, of a .gz what is inside.
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

/** Lines without those that are empty. */
export function readLines(path: string): string[] {
  return linesOf(readData(path).toString('utf8'));
}

export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/**
 * The first columns of a table that is separated by commas or tabs, with or without a header.
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
