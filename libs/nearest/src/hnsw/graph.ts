import { Worker } from 'node:worker_threads';

export interface GraphOptions {
  readonly dimensions: number;
  /** Neighbours of a node (M). */
  readonly connectivity: number;
  /** Candidates per insertion (efConstruction) and per search (ef). */
  readonly expansionAdd: number;
  readonly expansionSearch: number;
  /** Threads that add nodes. */
  readonly threads: number;
}

/** Vectors are concatenated. */
export type GraphRequest =
  | { readonly kind: 'add'; readonly keys: readonly number[]; readonly vectors: Float32Array }
  | { readonly kind: 'remove'; readonly keys: readonly number[] }
  | { readonly kind: 'save' | 'load'; readonly file: string }
  | { readonly kind: 'search'; readonly vectors: Float32Array; readonly k: number };

export type GraphAnswer =
  { readonly id: number; readonly keys: readonly Float64Array[] } | { readonly id: number; readonly error: string };

interface Asked {
  readonly resolve: (keys: readonly Float64Array[]) => void;
  readonly reject: (error: Error) => void;
}

/** An HNSW graph in its own thread, which handles requests one at a time, in their order. */
export class Graph {
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  constructor(options: GraphOptions) {
    this.#worker = new Worker(new URL('graph-worker.ts', import.meta.url), { workerData: options });
    this.#worker.on('message', (answer: GraphAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#fail(error as Error));
    this.#worker.unref();
  }

  async add(keys: readonly number[], vectors: Float32Array): Promise<void> {
    await this.#ask({ kind: 'add', keys, vectors }, [vectors.buffer as ArrayBuffer]);
  }

  async remove(keys: readonly number[]): Promise<void> {
    await this.#ask({ kind: 'remove', keys });
  }

  /** Per vector the keys of about k nearest nodes, nearest first. */
  async search(vectors: Float32Array, k: number): Promise<readonly Float64Array[]> {
    return this.#ask({ kind: 'search', vectors, k });
  }

  async save(file: string): Promise<void> {
    await this.#ask({ kind: 'save', file });
  }

  /** Loads a graph, which must have been saved with the same options. */
  async load(file: string): Promise<void> {
    await this.#ask({ kind: 'load', file });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#fail(new Error('The graph was closed.'));
  }

  async #ask(request: GraphRequest, transfer: ArrayBuffer[] = []): Promise<readonly Float64Array[]> {
    const id = (this.#last += 1);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#worker.postMessage({ id, request }, transfer);
    });
  }

  #take(answer: GraphAnswer): void {
    const asked = this.#asked.get(answer.id)!;
    this.#asked.delete(answer.id);
    if (this.#asked.size === 0) this.#worker.unref();
    if ('error' in answer) asked.reject(new Error(`usearch: ${answer.error}`));
    else asked.resolve(answer.keys);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}
