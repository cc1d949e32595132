internal import DocQA
internal import Glibc
internal import JSON

/// How fast `docqa ingest` reads a folder, as a whole process, against a C program that only puts the same passages into
/// FTS5. The two take turns and the median counts; on a busy machine the ratio by processor time says more.
enum IngestBenchmark: Benchmark {
    static let name = "ingest"
    static let usage = "FOLDER [RUNS]   (docqa and fts5-insert-only stand beside this program)"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        let runs = max(1, arguments.count > 1 ? Int(arguments[1]) ?? 3 : 3)
        let place = try ScratchPlace()
        let docqa = try Process.beside("docqa")
        let baseline = try Process.beside("fts5-insert-only")
        var ours: [Process.Figures] = []
        var theirs: [Process.Figures] = []
        for _ in 0..<runs {
            place.empty()
            ours.append(
                try Process.run([docqa, "ingest", folder, "--db", place["a.db"], "--quiet"], accepting: [0, 8]))
            if theirs.isEmpty { try await writePassages(of: place["a.db"], to: place["passages"]) }
            theirs.append(try Process.run([baseline, place["b.db"], place["passages"]], accepting: [0]))
        }
        let again = try Process.run([docqa, "ingest", folder, "--db", place["a.db"], "--quiet"], accepting: [0, 8])
        let library = try await Library.open(at: place["a.db"], create: false)
        let documents = try await library.documents()
        if let last = documents.last { try await library.remove(documents: [last.id], from: last.collection) }
        await library.close()
        let one = try Process.run([docqa, "ingest", folder, "--db", place["a.db"], "--quiet"], accepting: [0, 8])

        let source = documents.reduce(0) { $0 + $1.sourceBytes }
        let text = documents.reduce(0) { $0 + $1.textBytes }
        let (our, their) = (Process.Figures.median(ours), Process.Figures.median(theirs))
        return [
            "files": JSONValue(documents.count), "source_bytes": JSONValue(source), "text_bytes": JSONValue(text),
            "passages": JSONValue(documents.reduce(0) { $0 + $1.passages }), "ms": JSONValue(Int(our.seconds * 1e3)),
            "mb_per_s": rounded(Double(source) / our.seconds / 1e6), "cpu_ms": JSONValue(Int(our.processor * 1e3)),
            "peak_mib": JSONValue(our.peakKiB >> 10), "insert_only_ms": JSONValue(Int(their.seconds * 1e3)),
            "insert_only_cpu_ms": JSONValue(Int(their.processor * 1e3)),
            "times_insert_only_speed": rounded(their.seconds / our.seconds),
            "times_insert_only_speed_by_processor_time": rounded(their.processor / our.processor),
            "unchanged_ms": JSONValue(Int(again.seconds * 1e3)), "one_new_ms": JSONValue(Int(one.seconds * 1e3)),
            "database_bytes": JSONValue(place.size("a.db")),
            "database_per_text": rounded(Double(place.size("a.db")) / Double(max(1, text))),
        ]
    }

    private static func writePassages(of database: String, to path: String) async throws {
        guard let file = fopen(path, "wb") else { throw BenchmarkError(description: "\(path) cannot be written") }
        defer { fclose(file) }
        let library = try await Library.open(at: database, create: false)
        nonisolated(unsafe) let output = file
        try await library.export { line in
            guard line["type"]?.string == "passage", let text = line["text"]?.string else { return }
            var length = UInt32(text.utf8.count).littleEndian
            fwrite(&length, 4, 1, output)
            var copy = text
            copy.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, output) }
        }
        await library.close()
    }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 100).rounded() / 100).map { .number($0) } ?? .null
    }
}

/// A folder for a benchmark's files.
final class ScratchPlace {
    let path: String

    init() throws {
        var template = Array("/tmp/docqa-bench-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw BenchmarkError(description: "no temporary folder") }
        path = String(cString: made)
    }

    deinit {
        empty()
        unlink(self["passages"])
        rmdir(path)
    }

    subscript(_ name: String) -> String { "\(path)/\(name)" }

    /// Takes the databases away.
    func empty() {
        for name in ["a.db", "b.db"] {
            for suffix in ["", "-wal", "-shm", ".lock"] { unlink(self[name] + suffix) }
        }
    }

    func size(_ name: String) -> Int {
        var facts = stat()
        return stat(self[name], &facts) == 0 ? Int(facts.st_size) : 0
    }
}
