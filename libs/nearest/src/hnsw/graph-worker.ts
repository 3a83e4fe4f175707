import { parentPort, workerData } from 'node:worker_threads';
import { Index, MetricKind, ScalarKind } from 'usearch';
import type { GraphAnswer, GraphOptions, GraphRequest } from './graph.ts';

/* The thread of the graph, because usearch is synchronous and a search takes milliseconds. */

const { dimensions, connectivity, expansionAdd, expansionSearch, threads } = workerData as GraphOptions;
const index = new Index({
  dimensions,
  metric: MetricKind.IP,
  quantization: ScalarKind.BF16,
  connectivity,
  expansion_add: expansionAdd,
  expansion_search: expansionSearch,
  multi: false,
});

function handle(request: GraphRequest): Float64Array[] {
  switch (request.kind) {
    case 'add':
      index.add(BigUint64Array.from(request.keys, BigInt), request.vectors, threads);
      return [];
    case 'remove':
      index.remove(BigUint64Array.from(request.keys, BigInt));
      return [];
    case 'save':
      index.save(request.file);
      return [];
    case 'load':
      index.load(request.file);
      return [];
    case 'search':
      return Array.from({ length: request.vectors.length / dimensions }, (_, query) => {
        const vector = request.vectors.subarray(query * dimensions, (query + 1) * dimensions);
        return Float64Array.from(index.search(vector, request.k, 1).keys, Number);
      });
    default:
      return request satisfies never;
  }
}

parentPort!.on('message', ({ id, request }: { readonly id: number; readonly request: GraphRequest }) => {
  let answer: GraphAnswer;
  try {
    answer = { id, keys: handle(request) };
  } catch (error) {
    answer = { id, error: (error as Error).message };
  }
  parentPort!.postMessage(answer);
});
