import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';

const assembly = new URL('../../assembly/', import.meta.url);
const generated = new URL('generated/', import.meta.url);
const program = new URL('kernel.wasm', generated);
const stamp = new URL('.made-of', generated);

/** In pages of 64 KiB: all that 32 bits can address. */
export const MAX_MEMORY_PAGES = 65_536;
export const FIRST_MEMORY_PAGES = 16;

const options = [
  '--runtime=stub --importMemory --sharedMemory --noExportMemory',
  `--initialMemory=${FIRST_MEMORY_PAGES} --maximumMemory=${MAX_MEMORY_PAGES}`,
  '--enable=simd --enable=relaxed-simd --enable=threads --noAssert -O3',
].flatMap((some) => some.split(' '));

export interface Kernel {
  /** Scans the thread's part of the tile at this address. */
  scan(tileAddress: number, thread: number): void;
}

/**
 * The compiled kernels of assembly/. They are compiled again when the sources have changed; that takes a second and
 * needs the compiler, a development dependency.
 */
export async function loadKernel(): Promise<WebAssembly.Module> {
  const source = await sourceStamp();
  const made = await readFile(stamp, 'utf8').catch(() => undefined);
  // An installation without sources uses the compiled file as it is.
  if (made === undefined || (source !== undefined && made !== source)) await compile(source ?? '');
  return WebAssembly.compile(await readFile(program));
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}

async function sourceStamp(): Promise<string | undefined> {
  const names = await readdir(assembly).catch(() => undefined);
  if (names === undefined) return undefined;
  const hash = createHash('sha256').update(options.join(' '));
  for (const name of names.sort()) hash.update(name).update(await readFile(new URL(name, assembly)));
  return hash.digest('hex');
}

/** Writes a temporary file and renames it, because several processes may compile at once. */
async function compile(source: string): Promise<void> {
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
  await writeWhole(program, files.get('kernel.wasm')!);
  await writeWhole(stamp, source);
}

async function writeWhole(file: URL, contents: Uint8Array | string): Promise<void> {
  const aside = new URL(`${file.href}.${randomUUID()}`);
  await writeFile(aside, contents);
  await rename(aside, file);
}
