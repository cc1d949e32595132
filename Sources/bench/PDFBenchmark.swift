internal import DocumentModel
internal import Extraction
internal import Folders
internal import Glibc
internal import JSON
internal import PDFPages

/// How fast PDFs become documents with as many workers as asked for, against as many processes that only read their texts
/// (`pdf-text-only`). The two take turns, and the median of each counts. On a busy machine the ratio by processor time, ours
/// with all its workers, says more. Then a whole `docqa ingest` against whole runs of other programs.
enum PDFBenchmark: Benchmark {
    static let name = "pdf"
    static let usage = "FOLDER [WORKERS] [RUNS] [ink]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        let width = arguments.count > 1 ? Int(arguments[1]) ?? 2 : 2
        var options = ExtractionOptions()
        options.checkInk = arguments.contains("ink")
        let runs = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3
        let files = try FolderWalk(FilePath(folder)).files.map(\.path)
        var tally = Tally()
        var (ours, theirs): ([Double], [Double]) = ([], [])
        var (ourWork, theirWork) = (0.0, 0.0)
        for _ in 0..<max(1, runs) {
            let start = processorSeconds()
            let (taken, one) = try await seconds { try await read(files, options, width: width) }
            tally = one
            ours.append(taken)
            let middle = processorSeconds()
            theirs.append(try await seconds { try readTexts(files, width: width) }.0)
            ourWork += middle - start
            theirWork += processorSeconds() - middle
        }
        let (our, their) = (ours.sorted()[ours.count / 2], theirs.sorted()[theirs.count / 2])
        var result: JSONObject = [
            "files": JSONValue(files.count), "unread": JSONValue(tally.unread), "pages": JSONValue(tally.pages),
            "bytes": JSONValue(tally.bytes), "blocks": JSONValue(tally.blocks), "ms": JSONValue(Int(our * 1e3)),
            "text_only_ms": JSONValue(Int(their * 1e3)), "pages_per_s": JSONValue(Int(Double(tally.pages) / our)),
            "per_cent_of_text_only": JSONValue(Int((100 * their / our).rounded())),
            "per_cent_by_processor_time": JSONValue(Int((100 * theirWork / ourWork).rounded())),
        ]
        for member in try PDFPeers.figures(of: folder, files, runs: runs).members {
            result.append(member.key.value, member.value)
        }
        return result
    }

    private static func read(
        _ files: [FilePath], _ options: ExtractionOptions, width: Int
    ) async throws -> Tally {
        let extractor = PDFExtractor(pool: PDFWorkerPool(width: width))
        return try await withThrowingTaskGroup(of: Tally.self) { group in
            var tally = Tally()
            var next = 0
            func add() {
                guard next < files.count else { return }
                let source = SourceFile(path: files[next])
                next += 1
                group.addTask { await Tally(reading: source, extractor, options) }
            }
            for _ in 0..<width + 1 { add() }
            while let one = try await group.next() {
                tally.add(one)
                add()
            }
            return tally
        }
    }

    /// Of this process and of all that it started and that have ended.
    private static func processorSeconds() -> Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
            var usage = rusage()
            getrusage(who.rawValue, &usage)
            let times = [usage.ru_utime, usage.ru_stime]
            return times.reduce(sum) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
    }

    private static func readTexts(_ files: [FilePath], width: Int) throws {
        let program = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        guard let pipe = popen("'\(program)/pdf-text-only' \(width) 2>/dev/null >/dev/null", "w") else {
            throw BenchmarkError(description: "pdf-text-only is not beside this program")
        }
        for file in files { fputs(file.display + "\n", pipe) }
        guard pclose(pipe) == 0 else { throw BenchmarkError(description: "pdf-text-only is not beside this program") }
    }
}

private struct Tally {
    var unread = 0
    var pages = 0
    var bytes = 0
    var blocks = 0

    init() {}

    init(reading source: SourceFile, _ extractor: PDFExtractor, _ options: ExtractionOptions) async {
        do {
            let document = try await extractor.extract(source, options: options)
            pages = document.pages.count
            bytes = document.text.count
            blocks = document.blocks.count
        } catch {
            unread = 1
        }
    }

    mutating func add(_ other: Tally) {
        unread += other.unread
        pages += other.pages
        bytes += other.bytes
        blocks += other.blocks
    }
}
