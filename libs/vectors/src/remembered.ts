/**
 * A function that remembers its answers to so many texts, then forgets them all and begins again: what a catalogue says
 * over and over, such as a genre, is there nearly always, and what it says once does not pile up.
 */
export function remembered<Answer>(limit: number, answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    if (known.has(text)) return known.get(text)!;
    if (known.size >= limit) known.clear();
    const made = answer(text);
    known.set(text, made);
    return made;
  };
}
