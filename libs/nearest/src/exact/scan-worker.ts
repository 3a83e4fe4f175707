import { parentPort, workerData } from 'node:worker_threads';
import { instantiate } from './kernel.ts';
import type { ScanWorkerData } from './scan-threads.ts';

/* A thread of the exact scan. It scans its part of each tile it receives, and reports the end. */

const { module, memory, thread } = workerData as ScanWorkerData;
const kernel = instantiate(module, memory);
parentPort!.on('message', (tileAddress: number) => {
  kernel.scan(tileAddress, thread);
  parentPort!.postMessage('scanned');
});
parentPort!.postMessage('ready');
