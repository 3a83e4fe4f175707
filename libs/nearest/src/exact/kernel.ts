import { compiledKernel } from '../compile-kernel.ts';

const assembly = new URL('../../assembly/', import.meta.url);
const generated = new URL('generated/', import.meta.url);

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

/** The compiled kernels of assembly/. */
export async function loadKernel(): Promise<WebAssembly.Module> {
  return compiledKernel({ assembly, generated, options });
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}
