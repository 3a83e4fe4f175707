/**
 * Caches the answers of a function to up to `limit` texts, then drops all of them. Frequent texts, such as a genre, are
 * nearly always cached, and rare ones do not accumulate.
 */
export function cachedByText<Answer>(limit: number, answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    if (known.has(text)) return known.get(text)!;
    if (known.size >= limit) known.clear();
    const made = answer(text);
    known.set(text, made);
    return made;
  };
}
