internal import Claude
internal import DocQA
internal import DocumentModel
internal import Glibc
internal import JSON
internal import PrefixPlanning
internal import Retrieval
internal import Storage

/// A collection that was ingested, with what the retriever found for each question.
struct AskedCollection: Sendable {
    /// A passage as a block of the prompt.
    struct Block: Sendable {
        var unit: PrefixUnit
        var json: JSONValue
    }

    struct Question: Sendable {
        var text: String
        /// The numbers of blocks, in canonical order.
        var needed: [Int]
    }

    var bytes = 0
    var passages = 0
    var blocks: [Block] = []
    var numbers: [UInt64: Int] = [:]
    /// Everything in canonical order, when it is little.
    var everything: [Int]?
    /// The same as whole documents.
    var wholeDocuments: [JSONValue]?
    /// By document, only documents that are asked about.
    var questions: [[Question]] = []

    /// So many passages are shown for a question: what `docqa ask` shows.
    static let shown = 12
    /// A larger collection does not fit into a prompt.
    private static let wholeLimit = 2_000_000

    init(_ files: CollectionFiles, _ desk: HelpDesk) async throws {
        bytes = files.size
        let folder = try ScratchFolder(files)
        let database = try await EvaluationDatabase(of: folder.path)
        let library = database.library
        let isSmall = files.size <= Self.wholeLimit
        let contents = try await library.reading { connection throws(StorageError) in
            var contents = Contents()
            for collection in try connection.collections() {
                for document in try connection.documents(in: collection) {
                    contents.passages += document.passageCount
                    contents.titles[document.id] = document.title.map { "\($0) (\(document.name))" } ?? document.name
                    guard isSmall else { continue }
                    let text = try connection.text(of: document.id, in: .init(0, document.textSize))
                    contents.texts.append((document.id, String(decoding: text, as: UTF8.self)))
                    for passage in try connection.passages(of: document, in: collection) {
                        let text = try connection.text(of: passage.document, in: passage.span)
                        contents.passageTexts.append((passage.document, String(decoding: text, as: UTF8.self)))
                    }
                }
            }
            return contents
        }
        passages = contents.passages
        if isSmall {
            everything = contents.passageTexts.map { add(contents.titles[$0.document] ?? "", $0.text) }
            wholeDocuments = contents.texts.map { text in
                DocumentBlock(.text(text.text), title: contents.titles[text.document], citations: true).json
            }
        }
        let names = Set(files.files.map(\.name))
        for document in desk.documents where names.contains("desk/\(document.name)") {
            var asked: [Question] = []
            for text in document.questions {
                let found = try await library.retrieve(RetrievalRequest(text, limit: Self.shown))
                asked.append(Question(text: text, needed: try await needed(found, library, contents.titles)))
            }
            questions.append(asked)
        }
        await database.remove()
    }

    private struct Contents: Sendable {
        var passages = 0
        var titles: [Int: String] = [:]
        var texts: [(document: Int, text: String)] = []
        var passageTexts: [(document: Int, text: String)] = []
    }

    private mutating func needed(
        _ found: Retrieval, _ library: Library, _ titles: [Int: String]
    ) async throws -> [Int] {
        let passages = found.passages
        let texts = try await library.reading { connection throws(StorageError) in
            var texts: [(number: Int, document: Int, text: String)] = []
            for passage in passages {
                let collection = try connection.requiredCollection(passage.collection)
                for record in try connection.passages(passage.numbers, in: collection) {
                    let text = try connection.text(of: record.document, in: record.span)
                    texts.append((record.number, record.document, String(decoding: text, as: UTF8.self)))
                }
            }
            return texts
        }
        var needed: [Int] = []
        for text in texts.sorted(by: { $0.number < $1.number }) {
            let number = add(titles[text.document] ?? "", text.text)
            if !needed.contains(number) { needed.append(number) }
        }
        return needed
    }

    /// The number of the block of a passage.
    private mutating func add(_ title: String, _ text: String) -> Int {
        let key = Self.fingerprint(title) &* 31 &+ Self.fingerprint(text)
        if let known = numbers[key] { return known }
        let block = DocumentBlock(.text(text), title: title, citations: true)
        let tokens = TokenEstimator.estimate(title) + TokenEstimator.estimate(text)
        blocks.append(Block(unit: PrefixUnit(key: key, tokens: tokens), json: block.json))
        numbers[key] = blocks.count - 1
        return blocks.count - 1
    }

    private static func fingerprint(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// Files in a temporary folder that goes away with this.
final class ScratchFolder {
    let path: String
    private var written: [String] = []

    init(_ files: CollectionFiles) throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/docqa-economics-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError(description: "no temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for folder in ["desk", "other", "drawn"] { mkdir("\(path)/\(folder)", 0o700) }
        for file in files.files {
            let name = "\(path)/\(file.name)"
            guard let output = fopen(name, "wb") else { throw BenchmarkError(description: "\(name) cannot be written") }
            fwrite(file.bytes, 1, file.bytes.count, output)
            fclose(output)
            written.append(name)
        }
    }

    deinit {
        for name in written { unlink(name) }
        for folder in ["desk", "other", "drawn"] { rmdir("\(path)/\(folder)") }
        rmdir(path)
    }
}
