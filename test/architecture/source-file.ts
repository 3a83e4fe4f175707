import { globSync, readFileSync } from 'node:fs';
import { repository } from '@jophiel/local';
import { parseSync } from 'oxc-parser';

/** What the rules look at in one source file. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Module specifiers, of imports, re-exports and dynamic imports of a literal. */
  readonly imports: readonly string[];
  /** Whether it has `export * from`. */
  readonly exportsAll: boolean;
  /** The contents of string literals and template parts. */
  readonly strings: readonly string[];
}

export function parseSource(path: string, text: string): SourceFile {
  const { module, program } = parseSync(path, text);
  const reexports = module.staticExports.flatMap(({ entries }) => entries);
  const fixed = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...reexports.map(({ moduleRequest }) => moduleRequest?.value),
  ];
  const dynamic = module.dynamicImports
    .map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end))
    .filter((argument) => /^['"`]/.test(argument))
    .map((argument) => argument.replaceAll(/^['"`]|['"`]$/g, ''));
  return {
    path,
    text,
    imports: [...new Set([...fixed, ...dynamic].filter((specifier) => specifier !== undefined))],
    exportsAll: /^\s*export\s*\*/m.test(text),
    strings: stringsOf(program),
  };
}

/** Every TypeScript file that is ours, tests included. */
export function readSources(): SourceFile[] {
  const paths = globSync(
    [
      'libs/*/src/**/*.ts',
      'services/*/src/**/*.ts',
      'cli/src/**/*.ts',
      'deploy/**/*.ts',
      'docs/**/*.ts',
      'test/**/*.ts',
    ],
    {
      cwd: repository,
      exclude: ['**/node_modules/**', 'libs/postgres/src/generated/**'],
    },
  );
  return paths
    .sort()
    .map((path) => parseSource(path.replaceAll('\\', '/'), readFileSync(`${repository}${path}`, 'utf8')));
}

function stringsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(stringsOf);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value } = node as { type?: string; value?: unknown };
  if (type === 'Literal' && typeof value === 'string') return [value];
  if (type === 'TemplateElement') return [(value as { cooked: string | null }).cooked ?? ''];
  if (type === 'ImportDeclaration') return [];
  return Object.values(node).flatMap(stringsOf);
}
