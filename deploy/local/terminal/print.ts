/** Prints the command's result; progress and the rest go to the standard error stream. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
