/** The command's answer; everything else, such as progress, goes to the standard error stream. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
