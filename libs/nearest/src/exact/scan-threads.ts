import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { instantiate } from './kernel.ts';

/** The threads that scan a tile; each scans a part. */
export interface ScanThreads {
  readonly count: number;
  /** Resolves when all threads have finished. One tile at a time. */
  scan(tileAddress: number): Promise<void>;
  close(): Promise<void>;
}

export interface ScanWorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
}

/** @param count of worker threads; 0 scans in this thread and blocks it */
export async function startThreads(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  count: number,
): Promise<ScanThreads> {
  if (count === 0) return thisThread(module, memory);
  const workers = Array.from({ length: count }, (_, thread) => {
    const workerData: ScanWorkerData = { module, memory, thread };
    return new Worker(new URL('scan-worker.ts', import.meta.url), { workerData });
  });
  await Promise.all(workers.map(async (worker) => once(worker, 'message')));
  for (const worker of workers) worker.on('error', endProcess);
  // An index that is never closed must not keep the process alive.
  for (const worker of workers) worker.unref();
  return {
    count,
    scan: async (tileAddress) => {
      await Promise.all(workers.map(async (worker) => ask(worker, tileAddress)));
    },
    close: async () => {
      await Promise.all(workers.map(async (worker) => worker.terminate()));
    },
  };
}

function thisThread(module: WebAssembly.Module, memory: WebAssembly.Memory): ScanThreads {
  const kernel = instantiate(module, memory);
  return { count: 1, scan: async (tileAddress) => kernel.scan(tileAddress, 0), close: async () => {} };
}

/** An index without one of its threads cannot answer, so the process must restart. */
function endProcess(cause: unknown): void {
  setImmediate(() => {
    throw new Error('A thread of the exact scan died.', { cause });
  });
}

async function ask(worker: Worker, tileAddress: number): Promise<void> {
  worker.ref();
  const answered = once(worker, 'message');
  worker.postMessage(tileAddress);
  await answered;
  worker.unref();
}
