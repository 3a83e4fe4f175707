/** A text without the byte order mark that some systems begin UTF-8 with. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
