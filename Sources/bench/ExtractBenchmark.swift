internal import DocumentModel
internal import Extraction
internal import Folders
internal import JSON

/// How fast one core turns the text files of a folder into documents, the reading of the files left out.
enum ExtractBenchmark: Benchmark {
    static let name = "extract"
    static let usage = "PATH [AS-NAME]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let path = arguments.first else { throw BenchmarkError(description: usage) }
        let extractors = Extractors(Extractors.ofText)
        var bytes = 0
        var taken = 0.0
        var blocks = 0
        var reading = 0.0
        for file in try FolderWalk(FilePath(path)).files {
            var source = SourceFile(path: file.path)
            if arguments.count > 1 { source.name = arguments[1] }
            let (loading, loaded) = try await seconds { try extractors.load(source, options: ExtractionOptions()) }
            guard case .bytes(let content) = loaded.content else { continue }
            let (extracting, document) = try await seconds { try await extractors.extract(loaded) }
            reading += loading
            bytes += content.count
            taken += extracting
            blocks += document.blocks.count
        }
        return [
            "bytes": JSONValue(bytes), "blocks": JSONValue(blocks), "reading_ms": JSONValue(Int(reading * 1e3)),
            "extracting_ms": JSONValue(Int(taken * 1e3)), "mb_per_s": JSONValue(Int(Double(bytes) / 1e6 / taken)),
        ]
    }
}
