/** `image: NAME` of a compose file, and `FROM NAME` of a Dockerfile. */
const REFERENCE = /^(\s*image:\s*|FROM\s+)([^\s@]+)(@sha256:[0-9a-f]{64})?/gm;
/** Built here, and in no registry. */
const BUILT_HERE = 'jophiel';

/** The images of a file that come from a registry, each with its tag and without its digest. */
export function imagesOf(text: string): string[] {
  const stages = [...text.matchAll(/^FROM .* AS (\S+)/gm)].map(([, stage]) => stage!);
  const names = [...text.matchAll(REFERENCE)].map(([, , name]) => name!);
  return [...new Set(names)].filter((name) => name !== BUILT_HERE && !stages.includes(name));
}

/** @param digests by image, as `sha256:…`; images that it lacks stay as they are */
export function withDigests(text: string, digests: ReadonlyMap<string, string>): string {
  return text.replaceAll(REFERENCE, (whole, before: string, name: string) => {
    const digest = digests.get(name);
    return digest === undefined ? whole : `${before}${name}@${digest}`;
  });
}
