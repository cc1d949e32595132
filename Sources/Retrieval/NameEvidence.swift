import Storage

/// What the names and titles of the candidates' documents say about a question.
///
/// A question names the document it means: a company, a year, a product. Where such a word stands in few of the
/// candidates' names, it speaks for every passage of those documents, however common it is in their text. What is looked
/// for in names, and not in texts, are also two neighbours of the question as one word (`Best Buy` in
/// `BESTBUY_2024Q2.pdf`) and the parts of words that mix letters and digits (`2024` in `2024Q2`).
struct NameEvidence {
    /// By document: the sum of what the words tell that the question and the name share.
    private var told: [Int: Double] = [:]
    private let settings: RankingSettings

    init(_ read: CandidateList, _ question: QuestionAnalysis, _ settings: RankingSettings) {
        self.settings = settings
        guard settings.nameShare > 0 else { return }
        let table = read.table
        var asked: Set<Int32> = []
        for term in read.list.terms where term.term.words.count == 1 && !term.term.isPrefix {
            asked.insert(Int32(table.number(of: term.term.words[0])))
        }
        for word in question.joined { asked.insert(Int32(table.number(of: word))) }

        var parts: [Int32: [Int32]] = [:]
        var named: [Int: Set<Int32>] = [:]
        for candidate in read.candidates where named[candidate.document] == nil {
            var words = Set(candidate.words.columns[2].map(\.word))
            var name = candidate.words.columns[3].map(\.word)
            if let last = name.last, NameEvidence.endings.contains(table.word(Int(last))) { name.removeLast() }
            for word in name {
                words.insert(word)
                if parts[word] == nil {
                    parts[word] = NameEvidence.parts(of: table.word(Int(word))).map { Int32(table.number(of: $0)) }
                }
                words.formUnion(parts[word] ?? [])
            }
            named[candidate.document] = words.intersection(asked)
        }
        var holders: [Int32: Int] = [:]
        for words in named.values { for word in words { holders[word, default: 0] += 1 } }
        for (document, words) in named where !words.isEmpty {
            // In a fixed order, so that equal sums are equal to the last bit.
            told[document] = words.sorted().reduce(0) {
                $0 + BM25.worth(passages: named.count, holding: holders[$1] ?? 0)
            }
        }
    }

    /// What it adds to a score of a passage of a document.
    func share(of score: Double, in document: Int) -> Double {
        guard let told = told[document] else { return 0 }
        return score * settings.nameShare * told / (told + settings.nameHalf)
    }

    /// `2024q2` is looked at as `2024`, `q2` and `2024q` as well; a single letter or digit tells nothing.
    static func parts(of word: [UInt8]) -> [[UInt8]] {
        guard word.count <= 32, word.allSatisfy({ $0 < 0x80 }) else { return [] }
        var parts: [[UInt8]] = []
        for place in word.indices.dropFirst() where isDigit(word[place - 1]) != isDigit(word[place]) {
            for part in [word[..<place], word[place...]] where part.count > 1 { parts.append(Array(part)) }
        }
        return parts
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// What a file's name ends with says what it is, not what it is about.
    private static let endings = Set(
        [
            "pdf", "txt", "text", "md", "markdown", "html", "htm", "xhtml", "rst", "adoc", "json", "jsonl", "csv",
            "tsv",
            "xml", "yaml", "yml", "log", "srt", "vtt", "eml",
        ].map { Array($0.utf8) })
}
