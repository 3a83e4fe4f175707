/** A term of an item, and how strongly it holds. */
export interface StrongTerm {
  readonly text: string;
  /** Above 0; 1 where the metadata says nothing of it. */
  readonly strength: number;
}

/** A longer text in a terms field is a description that strayed there, not a term. */
const MAX_TERM_LENGTH = 100;
const MAX_TERMS = 100;

/**
 * The terms in a metadata value: a text; a list of texts, of `[text, strength]` and of `{ name, weight }`; or an object from
 * text to strength. Everything else says nothing, as does a strength that is not a number above 0.
 */
export function strongTermsOf(value: unknown): StrongTerm[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : isMap(value) ? Object.entries(value) : [value];
  return entries
    .map(termOf)
    .filter((term) => term !== undefined)
    .slice(0, MAX_TERMS);
}

function termOf(entry: unknown): StrongTerm | undefined {
  const [text, strength] = Array.isArray(entry)
    ? (entry as unknown[])
    : isNamed(entry)
      ? [entry.name, entry.weight]
      : [entry, 1];
  if (typeof text !== 'string' || text.length > MAX_TERM_LENGTH) return undefined;
  return typeof strength === 'number' && Number.isFinite(strength) && strength > 0 ? { text, strength } : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isNamed(value);
}

function isNamed(value: unknown): value is { readonly name: string; readonly weight: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'weight' in value
  );
}
