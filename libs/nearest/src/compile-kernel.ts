import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';

export interface KernelSource {
  /** The folder of the AssemblyScript; `index.ts` exports the functions. */
  readonly assembly: URL;
  /** The folder for the compiled program. */
  readonly generated: URL;
  /** Options of the compiler. */
  readonly options: readonly string[];
}

/**
 * The compiled kernels of a folder. They are compiled again when the sources have changed; that takes a second and
 * needs the compiler, a development dependency.
 */
export async function compiledKernel(source: KernelSource): Promise<WebAssembly.Module> {
  const stamp = await sourceStamp(source);
  const made = await readFile(stampFile(source), 'utf8').catch(() => undefined);
  // An installation without sources uses the compiled file as it is.
  if (made === undefined || (stamp !== undefined && made !== stamp)) await compile(source, stamp ?? '');
  return WebAssembly.compile(await readFile(programFile(source)));
}

const programFile = ({ generated }: KernelSource): URL => new URL('kernel.wasm', generated);
const stampFile = ({ generated }: KernelSource): URL => new URL('.made-of', generated);

async function sourceStamp({ assembly, options }: KernelSource): Promise<string | undefined> {
  const names = await readdir(assembly).catch(() => undefined);
  if (names === undefined) return undefined;
  const hash = createHash('sha256').update(options.join(' '));
  for (const name of names.sort()) hash.update(name).update(await readFile(new URL(name, assembly)));
  return hash.digest('hex');
}

/** Writes a temporary file and renames it, because several processes may compile at once. */
async function compile(source: KernelSource, stamp: string): Promise<void> {
  const { assembly, generated, options } = source;
  const { main } = await import('assemblyscript/asc');
  const files = new Map<string, Uint8Array | string>();
  const messages: string[] = [];
  const { error } = await main(['index.ts', '--baseDir', '.', '--outFile', 'kernel.wasm', ...options], {
    readFile: async (name) => readFile(new URL(name, assembly), 'utf8').catch(() => null),
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
    stderr: { write: (text: string | Uint8Array) => void messages.push(String(text)) },
  });
  if (error !== null) throw new Error(`The kernels in ${assembly.pathname} do not compile:\n${messages.join('')}`);
  await mkdir(generated, { recursive: true });
  await writeWhole(programFile(source), files.get('kernel.wasm')!);
  await writeWhole(stampFile(source), stamp);
}

async function writeWhole(file: URL, contents: Uint8Array | string): Promise<void> {
  const aside = new URL(`${file.href}.${randomUUID()}`);
  await writeFile(aside, contents);
  await rename(aside, file);
}
