internal import DocumentModel
internal import Extraction
internal import Folders
internal import JSON

/// Reads a folder of odd text files and compares what it reads with what stands in them.
///
/// The folder has `files/` and `expected-utf8/`; a file without an expected text only has to be survived. A folder with
/// `pdfs/` is read as `OddPDFs` says.
enum OddBenchmark: Benchmark {
    static let name = "odd"
    static let usage = "FOLDER"

    static func run(_ arguments: [String]) async throws -> JSONObject {
        guard let folder = arguments.first.map({ FilePath($0) }) else { throw BenchmarkError(description: usage) }
        if (try? FolderWalk(folder.appending("pdfs"))) != nil { return try await OddPDFs.run(folder) }
        let extractors = Extractors(Extractors.ofText)
        var equal = 0
        var expected = 0
        var different: [JSONValue] = []
        var skipped: [JSONValue] = []
        let files = try FolderWalk(folder.appending("files")).files
        for file in files {
            let name = file.path.lastComponent
            do {
                let document = try await extractors.extract(SourceFile(path: file.path))
                guard let text = try? contents(folder.appending("expected-utf8").appending(name)) else { continue }
                expected += 1
                if document.text == text {
                    equal += 1
                } else {
                    let warnings = document.warnings.map(\.message).joined(separator: " ")
                    different.append(["file": JSONValue(name.display), "warnings": JSONValue(warnings)])
                }
            } catch {
                skipped.append(["file": JSONValue(name.display), "code": JSONValue(error.code.rawValue)])
            }
        }
        return [
            "files": JSONValue(files.count), "expected": JSONValue(expected), "equal": JSONValue(equal),
            "different": .array(JSONArray(different)), "skipped": .array(JSONArray(skipped)),
        ]
    }

    private static func contents(_ path: FilePath) throws -> [UInt8] {
        try RegularFile(path).contents(limit: 1 << 30)
    }
}
