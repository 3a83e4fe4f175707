import { compiledKernel } from '@jophiel/nearest/compile-kernel';

const MAX_PAGES = 65_536;
const FIRST_PAGES = 16;
const PAGE_BYTES = 65_536;
const BYTES_PER_DIMENSION = 16;

const options = [
  '--runtime=stub --importMemory --sharedMemory --noExportMemory',
  `--initialMemory=${FIRST_PAGES} --maximumMemory=${MAX_PAGES}`,
  // No relaxed SIMD: weights are the same on every processor.
  '--enable=simd --enable=threads --noAssert -O3',
].flatMap((some) => some.split(' '));

interface Exports {
  addCosines(vectors: number, count: number, dense: number, matrix: number, stride: number, alpha: number): void;
  solve(matrix: number, x: number, size: number, stride: number, minPivot: number): number;
}

/** The compiled kernels of assembly/. */
export async function loadRidgeKernel(): Promise<WebAssembly.Module> {
  return compiledKernel({
    assembly: new URL('../assembly/', import.meta.url),
    generated: new URL('generated/', import.meta.url),
    options,
  });
}

/** A matrix and a vector in the memory of the kernels, and what they compute with them. */
export class RidgeKernel {
  /** Its lower triangle counts, in rows of `stride`. */
  matrix: Float64Array;
  /** The right side before, the solution after. */
  x: Float64Array;
  readonly stride: number;
  readonly #memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MAX_PAGES, shared: true });
  readonly #exports: Exports;
  readonly #matrixAt: number;
  readonly #xAt: number;
  readonly #tableAt: number;
  readonly #denseAt: number;
  readonly #entriesAt: number;
  #words: Uint32Array;
  #entriesEnd: number;

  /**
   * @param sources the largest size of a system
   * @param dimensions of the vectors
   */
  constructor(module: WebAssembly.Module, sources: number, dimensions: number) {
    this.stride = Math.ceil(sources / 2) * 2;
    this.#exports = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as unknown as Exports;
    this.#matrixAt = PAGE_BYTES;
    this.#xAt = this.#matrixAt + 8 * this.stride * sources;
    this.#tableAt = this.#xAt + 8 * this.stride;
    this.#denseAt = aligned(this.#tableAt + 8 * sources);
    this.#entriesAt = this.#denseAt + BYTES_PER_DIMENSION * dimensions;
    this.#entriesEnd = this.#entriesAt;
    this.#grow(this.#entriesAt);
    this.#words = new Uint32Array(this.#memory.buffer);
    this.matrix = new Float64Array(this.#memory.buffer, this.#matrixAt, this.stride * sources);
    this.x = new Float64Array(this.#memory.buffer, this.#xAt, sources);
  }

  /** Begins a list of vectors. */
  clearVectors(): void {
    this.#entriesEnd = this.#entriesAt;
  }

  /** Adds a vector to the list. @param entries dimensions and the bits of values, in turn */
  setVector(place: number, entries: Uint32Array): void {
    const at = this.#entriesEnd;
    this.#entriesEnd += entries.byteLength;
    if (this.#entriesEnd > this.#memory.buffer.byteLength) this.#grow(this.#entriesEnd);
    this.#words.set(entries, at / 4);
    this.#words[this.#tableAt / 4 + 2 * place] = at;
    this.#words[this.#tableAt / 4 + 2 * place + 1] = entries.length / 2;
  }

  /** Adds `alpha` times the cosines of the first vectors to the matrix, the diagonal excluded. */
  addCosines(count: number, alpha: number): void {
    this.#exports.addCosines(this.#tableAt, count, this.#denseAt, this.#matrixAt, this.stride, alpha);
  }

  /** @returns whether all pivots are above `minPivot`; if not, matrix and x are of no use */
  solve(size: number, minPivot: number): boolean {
    return this.#exports.solve(this.#matrixAt, this.#xAt, size, this.stride, minPivot) !== 0;
  }

  #grow(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil((missing * 1.5) / PAGE_BYTES));
    this.#words = new Uint32Array(this.#memory.buffer);
    if (this.matrix !== undefined) {
      this.matrix = new Float64Array(this.#memory.buffer, this.#matrixAt, this.matrix.length);
      this.x = new Float64Array(this.#memory.buffer, this.#xAt, this.x.length);
    }
  }
}

const aligned = (address: number): number => Math.ceil(address / 16) * 16;
