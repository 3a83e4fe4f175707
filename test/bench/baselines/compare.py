"""What others make of the same vectors and queries: OpenBLAS, Faiss and hnswlib, as Debian has them.

Called by test/bench/lib/baselines.ts with a folder of meta.json, vectors.f32, queries.f32 and thresholds.f32 (the score
that the true best k reach). Writes one line of JSON for each setting: its recall, the median and the 99th percentile of
a query alone on one thread in ms, and queries a second in a batch on all given threads. Progress goes to stderr.
"""

import json
import os
import sys
import time

folder, threads = sys.argv[1], int(sys.argv[2])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
import numpy as np  # noqa: E402  (reads the number of threads when it is imported)

TIE = 1e-5
SINGLE = 200
# Users of a batch at once, and vectors of a block: as large as caches and memory let them be fast.
USERS = 256
BLOCK = 32_768

meta = json.load(open(f"{folder}/meta.json"))
n, d, k = meta["samples"], meta["dimensions"], meta["k"]
vectors = np.fromfile(f"{folder}/vectors.f32", dtype=np.float32).reshape(n, d)
queries = np.fromfile(f"{folder}/queries.f32", dtype=np.float32).reshape(-1, d)
thresholds = np.fromfile(f"{folder}/thresholds.f32", dtype=np.float32)


def say(text):
    print(text, file=sys.stderr, flush=True)


def recall(found):
    """Of what was found, the share that reaches the score of the true best k."""
    right = 0
    for query, threshold, ids in zip(queries, thresholds, found):
        ids = ids[ids >= 0]
        right += np.count_nonzero(vectors[ids] @ query >= threshold - TIE)
    return right / (k * len(thresholds))


def report(name, search, alone, is_alone_worth_it=True):
    """`search(queries)` answers a batch on all threads, `alone(query)` one on one thread."""
    times = []
    if is_alone_worth_it:
        for query in queries[:SINGLE]:
            started = time.perf_counter()
            alone(query[None, :])
            times.append((time.perf_counter() - started) * 1e3)
    started = time.perf_counter()
    found = search(queries)
    seconds = time.perf_counter() - started
    line = {"name": name, "users/s": len(queries) / seconds, "recall": recall(found[: len(thresholds)])}
    if times:
        line |= {"p50 ms": float(np.quantile(times, 0.5)), "p99 ms": float(np.quantile(times, 0.99))}
    print(json.dumps(line), flush=True)
    say(f"{name}: {line['users/s']:.0f} users/s, recall {line['recall']:.4f}")


def blas(asked):
    """sgemm block by block; of each block the best k, then the best k of these."""
    answers = []
    for start in range(0, len(asked), USERS):
        users = asked[start : start + USERS]
        scores, ids = [], []
        for first in range(0, n, BLOCK):
            product = users @ vectors[first : first + BLOCK].T
            best = np.argpartition(product, -min(k, product.shape[1]), axis=1)[:, -k:]
            scores.append(np.take_along_axis(product, best, axis=1))
            ids.append(best + first)
        scores, ids = np.hstack(scores), np.hstack(ids)
        best = np.argpartition(scores, -k, axis=1)[:, -k:]
        answers.append(np.take_along_axis(ids, best, axis=1))
    return np.vstack(answers)


def sgemm_alone(asked):
    for start in range(0, len(asked), USERS):
        users = asked[start : start + USERS]
        for first in range(0, n, BLOCK):
            users @ vectors[first : first + BLOCK].T


started = time.perf_counter()
sgemm_alone(queries)
print(json.dumps({"name": "openblas sgemm alone", "users/s": len(queries) / (time.perf_counter() - started)}), flush=True)
report("openblas sgemm + top k", blas, blas, is_alone_worth_it=False)

try:
    import faiss

    def with_threads(count, index, asked):
        faiss.omp_set_num_threads(count)
        return index.search(asked, k)[1]

    def report_faiss(name, index):
        report(name, lambda asked: with_threads(threads, index, asked), lambda query: with_threads(1, index, query))

    faiss.omp_set_num_threads(threads)
    flat = faiss.IndexFlatIP(d)
    flat.add(vectors)
    report_faiss("faiss flat", flat)
    del flat

    lists = 1 << max(6, round(np.log2(np.sqrt(n))) + 1)
    say(f"faiss ivf: training {lists} lists")
    ivf = faiss.IndexIVFFlat(faiss.IndexFlatIP(d), d, lists, faiss.METRIC_INNER_PRODUCT)
    ivf.train(vectors[np.random.default_rng(1).permutation(n)[: 64 * lists]])
    ivf.add(vectors)
    for probes in (8, 32, 128):
        ivf.nprobe = probes
        report_faiss(f"faiss ivf {lists}, nprobe {probes}", ivf)
    del ivf

    say("faiss hnsw: building")
    started = time.perf_counter()
    hnsw = faiss.IndexHNSWFlat(d, 16, faiss.METRIC_INNER_PRODUCT)
    hnsw.hnsw.efConstruction = 128
    hnsw.add(vectors)
    say(f"faiss hnsw: built in {time.perf_counter() - started:.0f} s")
    for ef in (200, 400, 800):
        hnsw.hnsw.efSearch = ef
        report_faiss(f"faiss hnsw, ef {ef}", hnsw)
    del hnsw
except ImportError:
    print(json.dumps({"missing": "python3-faiss"}), flush=True)

try:
    import hnswlib

    say("hnswlib: building")
    started = time.perf_counter()
    graph = hnswlib.Index(space="ip", dim=d)
    graph.init_index(max_elements=n, ef_construction=128, M=16)
    graph.add_items(vectors, num_threads=threads)
    say(f"hnswlib: built in {time.perf_counter() - started:.0f} s")

    def ask(asked, count):
        return graph.knn_query(asked, k=k, num_threads=count)[0].astype(np.int64)

    for ef in (200, 400, 800):
        graph.set_ef(ef)
        report(f"hnswlib, ef {ef}", lambda asked: ask(asked, threads), lambda query: ask(query, 1))
except ImportError:
    print(json.dumps({"missing": "python3-hnswlib"}), flush=True)
