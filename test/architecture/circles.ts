import type { SourceFile } from './source-file.ts';

/** The groups of files that import each other in a circle, type imports included, each sorted by path. */
export function circlesAmong(files: readonly SourceFile[]): string[][] {
  const known = new Set(files.map(({ path }) => path));
  const targets = new Map(files.map((file) => [file.path, targetsOf(file).filter((path) => known.has(path))]));
  return stronglyConnected(targets).filter((group) => group.length > 1 || targets.get(group[0]!)!.includes(group[0]!));
}

function targetsOf({ path, imports }: SourceFile): string[] {
  return imports
    .map((specifier) => specifier.replace(/^@jophiel\/([^/]+)$/, '/libs/$1/src/index.ts'))
    .filter((specifier) => /^[./]/.test(specifier))
    .map((specifier) => new URL(specifier, `file:///${path}`).pathname.slice(1));
}

/** Tarjan's algorithm (1972): a group is complete when its first visited member is left. */
function stronglyConnected(targets: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const groups: string[][] = [];

  const visit = (path: string): void => {
    order.set(path, order.size);
    lowest.set(path, order.get(path)!);
    open.push(path);
    for (const target of targets.get(path)!) {
      if (!order.has(target)) visit(target);
      if (open.includes(target)) lowest.set(path, Math.min(lowest.get(path)!, lowest.get(target)!));
    }
    if (lowest.get(path) === order.get(path)) groups.push(open.splice(open.indexOf(path)).sort());
  };
  for (const path of targets.keys()) if (!order.has(path)) visit(path);
  return groups;
}
