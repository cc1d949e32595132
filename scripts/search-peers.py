"""Measures tantivy and bm25s over a file of passages, one per line, with questions as JSON lines of `words`.

Each library gets the words that docqa looks for, without stop words, and gives its best 20. What is timed is the search
alone, after one round that warms it. Each runs in a process of its own, which says how much memory it took. tantivy's index
is kept beside the passages, since a million passages take a minute.
"""

import json
import os
import subprocess
import sys
import time

COUNT = 20


def figures(wall, processor):
    wall, processor = sorted(wall), sorted(processor)

    def at(times, share):
        return round(times[min(int(len(times) * share), len(times) - 1)] * 1e6)

    return {
        "p50": at(wall, 0.5), "p95": at(wall, 0.95), "p99": at(wall, 0.99), "mean": round(sum(wall) / len(wall) * 1e6),
        "cpu_mean": round(sum(processor) / len(processor) * 1e6), "cpu_p95": at(processor, 0.95),
    }


def measure(search, queries):
    for query in queries:
        search(query)
    wall = []
    processor = []
    for query in queries:
        start, busy = time.perf_counter(), time.process_time()
        search(query)
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - busy)
    return figures(wall, processor)


def peak_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM:"))


def passages(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def with_tantivy(path, questions):
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="en_stem", index_option="position")
    schema = builder.build()
    folder = path + ".tantivy"
    started = time.perf_counter()
    if not os.path.exists(os.path.join(folder, "complete")):
        os.makedirs(folder, exist_ok=True)
        index = tantivy.Index(schema, path=folder)
        writer = index.writer(heap_size=256 << 20, num_threads=1)
        for text in passages(path):
            writer.add_document(tantivy.Document(body=text))
        writer.commit()
        writer.wait_merging_threads()
        open(os.path.join(folder, "complete"), "w").close()
    built = time.perf_counter() - started
    index = tantivy.Index(schema, path=folder)
    index.reload()
    searcher = index.searcher()
    queries = [index.parse_query_lenient(words, ["body"])[0] for words in questions]
    us = measure(lambda query: searcher.search(query, COUNT), queries)
    return {
        "version": tantivy.__version__, "us": us, "segments": searcher.num_segments, "build_s": round(built, 1),
        "peak_rss_mib": peak_mib(),
    }


def with_bm25s(path, questions):
    import bm25s

    started = time.perf_counter()
    retriever = bm25s.BM25(backend="numba")
    retriever.index(bm25s.tokenize(list(passages(path)), stopwords="en", show_progress=False), show_progress=False)
    built = time.perf_counter() - started
    queries = [bm25s.tokenize([words], stopwords="en", show_progress=False, return_ids=False) for words in questions]
    us = measure(lambda query: retriever.retrieve(query, k=COUNT, n_threads=1, show_progress=False), queries)
    return {"version": bm25s.__version__, "us": us, "build_s": round(built, 1), "peak_rss_mib": peak_mib()}


LIBRARIES = {"tantivy": with_tantivy, "bm25s": with_bm25s}


def main(path, questions, output, library=None):
    if library is None:
        result = {}
        for name in LIBRARIES:
            part = f"{output}.{name}"
            subprocess.run([sys.executable, __file__, path, questions, part, name], check=True)
            with open(part) as file:
                result[name] = json.load(file)
            os.remove(part)
    else:
        with open(questions, encoding="utf-8") as lines:
            words = [json.loads(line)["words"] for line in lines if line.strip()]
        result = LIBRARIES[library](path, words)
    with open(output, "w") as file:
        json.dump(result, file)


main(*sys.argv[1:])
