import { readdirSync } from 'node:fs';

/** Not of the repository: made by tools, or by a run. Documents may name them. */
const generated = ['.git', '.jophiel', '.turbo', 'node_modules', 'coverage', 'generated'];
const EXTENSIONS = /\.(ts|mjs|py|sh|sql|prisma|md|json|ya?ml|conf|toml|wasm)$/;
/** A name alone is taken for a file only if it can be nothing else, such as an address or a name of npm's. */
const SOURCE = /^[\w.*<>-]+\.(ts|mjs|py|sh|sql|prisma)$/;

/** Every file and folder below a folder, from there, with forward slashes. */
export function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (generated.includes(entry.name)) return [];
    const below = entry.isDirectory() ? pathsBelow(`${folder}/${entry.name}`) : [];
    return [entry.name, ...below.map((path) => `${entry.name}/${path}`)];
  });
}

/**
 * The code spans of a document that name a file or folder which is not there. A span without a space names one if
 * - it begins with a folder of the root, such as `libs/`,
 * - or it has a slash, not at its beginning, and ends with a slash or a known extension,
 * - or it is the name of a source file.
 * It names the end of a path, from a folder on: `core/x.ts` is in any service. `*` and `<word>` stand for any part of a name.
 * @param paths of all files and folders of the repository
 */
export function missingFiles(document: string, paths: readonly string[]): string[] {
  const roots = paths.filter((path) => !path.includes('/'));
  const all = paths.join('\n');
  return spansOf(document)
    .filter((span) => namesFile(span, roots) && !generated.some((name) => span.split('/').includes(name)))
    .filter((span) => !new RegExp(`(?:^|/)${patternOf(span)}$`, 'm').test(all));
}

/** What stands in backticks, outside of blocks of code. */
function spansOf(document: string): string[] {
  const prose = document.replaceAll(/^```[^]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

function namesFile(span: string, roots: readonly string[]): boolean {
  if (/[\s{}:]/.test(span) || span.startsWith('/')) return false;
  if (!span.includes('/')) return SOURCE.test(span);
  return span.endsWith('/') || EXTENSIONS.test(span) || roots.includes(span.split('/')[0]!);
}

function patternOf(span: string): string {
  return span
    .replace(/\/$/, '')
    .split(/\*|<\w+>/)
    .map((part) => RegExp.escape(part))
    .join('[^/\\n]*');
}
