internal import DocumentModel
internal import Extraction
internal import Folders
internal import JSON
internal import PDFPages

/// How fast PDFs become documents, with as many workers as asked for.
enum PDFBenchmark: Benchmark {
    static let name = "pdf"
    static let usage = "FOLDER [WORKERS] [ink]"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first else { throw BenchmarkError(description: usage) }
        let width = arguments.count > 1 ? Int(arguments[1]) ?? 2 : 2
        var options = ExtractionOptions()
        options.checkInk = arguments.contains("ink")
        let extractor = PDFExtractor(pool: PDFWorkerPool(width: width))
        let files = try FolderWalk(FilePath(folder)).files.map(\.path)
        var tally = Tally()
        let (taken, _) = try await seconds {
            try await withThrowingTaskGroup(of: Tally.self) { group in
                var next = 0
                func add() {
                    guard next < files.count else { return }
                    let source = SourceFile(path: files[next])
                    next += 1
                    group.addTask { [options] in await Tally(reading: source, extractor, options) }
                }
                for _ in 0..<width + 1 { add() }
                while let one = try await group.next() {
                    tally.add(one)
                    add()
                }
            }
        }
        return [
            "files": JSONValue(files.count), "unread": JSONValue(tally.unread), "pages": JSONValue(tally.pages),
            "bytes": JSONValue(tally.bytes), "blocks": JSONValue(tally.blocks), "ms": JSONValue(Int(taken * 1e3)),
            "pages_per_s": JSONValue(Int(Double(tally.pages) / taken)),
        ]
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
