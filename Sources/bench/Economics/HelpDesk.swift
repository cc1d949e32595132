internal import Evaluation
internal import Folders
internal import Glibc

/// Documents with the questions that people asked about each, out of an evaluation folder.
struct HelpDesk {
    struct Document {
        var name: String
        var bytes: [UInt8]
        var questions: [String]
    }

    /// In the order of their names.
    var documents: [Document] = []

    init(_ folder: String) throws {
        guard let queries = Self.bytes("\(folder)/queries.jsonl"), let judgements = Self.bytes("\(folder)/qrels.tsv")
        else { throw BenchmarkError(description: "\(folder) holds no queries.") }
        let set = try JudgedQueries(
            queries: String(decoding: queries, as: UTF8.self), relevance: String(decoding: judgements, as: UTF8.self))
        var questions: [String: [String]] = [:]
        for query in set.judged {
            for document in set.relevance[query.id]!.keys.sorted() {
                questions[document, default: []].append(query.text)
            }
        }
        for (name, bytes) in try Self.corpus(folder) {
            let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
            guard let asked = questions[stem] else { continue }
            documents.append(Document(name: name, bytes: bytes, questions: asked))
        }
    }

    /// The documents of an evaluation folder, by name.
    static func corpus(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
        guard let handle = opendir("\(folder)/corpus") else {
            throw BenchmarkError(description: "\(folder)/corpus cannot be read.")
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().compactMap { name in bytes("\(folder)/corpus/\(name)").map { (name, $0) } }
    }

    private static func bytes(_ path: String) -> [UInt8]? {
        try? RegularFile(FilePath(path)).contents(limit: 1 << 30)
    }
}

/// The files of a collection of a certain size.
struct CollectionFiles {
    var files: [(name: String, bytes: [UInt8])] = []
    private(set) var size = 0

    private mutating func add(_ name: String, _ bytes: [UInt8]) {
        files.append((name, bytes))
        size += bytes.count
    }

    /// A help-desk's documents, spread evenly when they are too many; then documents of other folders; and when those are used
    /// up, documents whose paragraphs are drawn from all of these.
    init(bytes limit: Int, _ desk: HelpDesk, _ others: [(name: String, bytes: [UInt8])]) {
        let all = desk.documents.reduce(0) { $0 + $1.bytes.count }
        let step = max(1, all / limit)
        for (number, document) in desk.documents.enumerated()
        where number % step == 0 && size + document.bytes.count <= limit {
            add("desk/\(document.name)", document.bytes)
        }
        guard all < limit else { return }
        for other in others where size + other.bytes.count <= limit { add("other/\(other.name)", other.bytes) }
        guard size < limit * 9 / 10 else { return }
        let paragraphs = files.flatMap { Self.paragraphs($0.bytes) }
        var random = RepeatableNumbers(seed: 30)
        var number = 0
        while size < limit {
            var bytes: [UInt8] = []
            while bytes.count < 4_000 {
                bytes += paragraphs[random.below(paragraphs.count)] + [0x0A, 0x0A]
            }
            add("drawn/\(number).txt", bytes)
            number += 1
        }
    }

    /// Each paragraph without every other word: a drawn document uses the words of the real ones and quotes none of them.
    private static func paragraphs(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: 0x0A).filter { $0.count > 40 }.map { line in
            Array(
                line.split(separator: 0x20).enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined(
                    separator: [0x20]))
        }
    }
}

/// Random numbers that a seed repeats.
struct RepeatableNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    /// In (0, 1].
    mutating func fraction() -> Double { Double((next() >> 11) + 1) / 9_007_199_254_740_992 }
    /// A waiting time of this mean.
    mutating func wait(mean: Double) -> Double { -log(fraction()) * mean }
}
