internal import DocumentModel
internal import Extraction
internal import Folders
internal import Glibc
internal import JSON
internal import PDFPages

/// Reads a folder of odd PDFs: nothing may crash or hang, every page that is not read must be named, and the words must be
/// those of pdftotext and of the expected texts, where the folder has any (`expected/NAME.txt`).
enum OddPDFs {
    static func run(_ folder: FilePath) async throws -> JSONObject {
        let pool = PDFWorkerPool()
        let extractor = PDFExtractor(pool: pool)
        var skipped: [JSONValue] = []
        var missing: [JSONValue] = []
        var apart: [JSONValue] = []
        var warnings: [String: Int] = [:]
        var (pages, slowest) = (0, 0.0)
        var (byTool, byExpectation) = (Overlap(), Overlap())
        let files = try FolderWalk(folder.appending("pdfs")).files.map(\.path)
        for file in files {
            let name = file.lastComponent
            let (taken, outcome) = await seconds { () async -> Result<ExtractedDocument, ExtractionError> in
                do throws(ExtractionError) {
                    return .success(try await extractor.extract(SourceFile(path: file), options: ExtractionOptions()))
                } catch {
                    return .failure(error)
                }
            }
            slowest = max(slowest, taken)
            switch outcome {
            case .failure(let error):
                skipped.append(["file": JSONValue(name.display), "code": JSONValue(error.code.rawValue)])
            case .success(let document):
                pages += document.pages.count
                for warning in document.warnings { warnings[warning.code.rawValue, default: 0] += 1 }
                for page in document.pages {
                    guard case .missing(let reason) = page.state else { continue }
                    missing.append([
                        "file": JSONValue(name.display), "page": JSONValue(page.number), "reason": JSONValue(reason),
                    ])
                }
                let words = words(in: document.text)
                let theirs = Overlap(of: words, with: Self.words(in: textByTool(file)))
                byTool.add(theirs)
                if theirs.share < 0.99 {
                    apart.append(["file": JSONValue(name.display), "share": JSONValue(theirs.perThousand)])
                }
                let expected = folder.appending("expected").appending(FilePath(bytes: name.bytes + Array(".txt".utf8)))
                if let text = try? RegularFile(expected).contents(limit: 1 << 26) {
                    byExpectation.add(Overlap(of: words, with: Self.words(in: text)))
                }
            }
        }
        return [
            "files": JSONValue(files.count), "pages": JSONValue(pages), "slowest_ms": JSONValue(Int(slowest * 1e3)),
            "skipped": .array(JSONArray(skipped)), "missing_pages": .array(JSONArray(missing)),
            "warnings": .object(
                JSONObject(warnings.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, JSONValue($0.value)) })),
            "pdftotext_words": JSONValue(byTool.wanted), "pdftotext_per_thousand": JSONValue(byTool.perThousand),
            "expected_words": JSONValue(byExpectation.wanted),
            "expected_per_thousand": JSONValue(byExpectation.perThousand), "apart": .array(JSONArray(apart)),
        ]
    }

    /// How many of the wanted words are there, each as often as wanted.
    private struct Overlap {
        var found = 0
        var wanted = 0

        init() {}

        init(of words: [String: Int], with wanted: [String: Int]) {
            for (word, count) in wanted {
                self.wanted += count
                found += min(count, words[word] ?? 0)
            }
        }

        var share: Double { wanted == 0 ? 1 : Double(found) / Double(wanted) }
        var perThousand: Int { Int((share * 1000).rounded()) }

        mutating func add(_ other: Overlap) {
            found += other.found
            wanted += other.wanted
        }
    }

    private static func words(in text: [UInt8]) -> [String: Int] {
        var words: [String: Int] = [:]
        var word = ""
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words[word, default: 0] += 1
                word = ""
            }
        }
        if !word.isEmpty { words[word, default: 0] += 1 }
        return words
    }

    private static func textByTool(_ file: FilePath) -> [UInt8] {
        let quoted =
            "'" + file.display.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        guard let pipe = popen("pdftotext \(quoted) - 2>/dev/null", "r") else { return [] }
        defer { pclose(pipe) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { text += chunk[0..<count] }
        return text
    }
}
