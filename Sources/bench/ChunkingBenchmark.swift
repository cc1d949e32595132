internal import Chunking
internal import DocumentModel
internal import Extraction
internal import Folders
internal import JSON

/// How fast one core cuts documents into passages, and how large these are.
enum ChunkingBenchmark: Benchmark {
    static let name = "chunking"
    static let usage = "PATH [TARGET CAP]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let path = arguments.first else { throw BenchmarkError(description: usage) }
        var chunker = Chunker()
        if arguments.count > 2, let target = Int(arguments[1]), let cap = Int(arguments[2]) {
            chunker = Chunker(target: target, cap: cap)
        }
        let extractors = Extractors(Extractors.ofText)
        var bytes = 0
        var taken = 0.0
        var lengths: [Int] = []
        for file in try FolderWalk(FilePath(path)).files {
            let document = try await extractors.extract(SourceFile(path: file.path))
            let (cutting, result) = await seconds { chunker.passages(of: document) }
            bytes += document.text.count
            taken += cutting
            lengths += result.passages.map(\.span.byteCount)
        }
        lengths.sort()
        return [
            "bytes": JSONValue(bytes), "passages": JSONValue(lengths.count),
            "mean_bytes": JSONValue(lengths.reduce(0, +) / max(1, lengths.count)),
            "median_bytes": JSONValue(lengths.isEmpty ? 0 : lengths[lengths.count / 2]),
            "tenth_bytes": JSONValue(lengths.isEmpty ? 0 : lengths[lengths.count / 10]),
            "largest_bytes": JSONValue(lengths.last ?? 0), "cutting_ms": JSONValue(Int(taken * 1e3)),
            "mb_per_s": JSONValue(Int(Double(bytes) / 1e6 / taken)),
        ]
    }
}
