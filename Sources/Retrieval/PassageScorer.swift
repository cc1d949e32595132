import Storage

/// Scores passages from their words: what each term of a pattern adds, and what the words' places add.
struct PassageScorer {
    private let list: TopList
    private let table: WordTable
    private let settings: RankingSettings
    /// By word number: the term that is that single word, + 1; 0 is none.
    private var termOfWord: [Int32] = []
    private var phrases: [(term: Int, words: [Int32])] = []
    private var prefixes: [(term: Int, bytes: [UInt8])] = []
    private var pairs: [Pair] = []
    /// How much each term tells.
    private let worth: [Double]
    /// How much it counts that the question says it more than once: less than as often.
    private let emphasis: [Double]

    private struct Pair {
        let first: Int
        let second: Int
        let gap: Int
        let worth: Double
    }

    init(_ read: CandidateList, _ question: QuestionAnalysis, _ settings: RankingSettings) {
        list = read.list
        table = read.table
        self.settings = settings
        worth = list.terms.map { BM25.worth(passages: read.list.passages, holding: $0.holders) }
        emphasis = list.terms.map { Double($0.term.weight).squareRoot() }
        for (place, term) in list.terms.enumerated() {
            let words = term.term.words.map { Int32(table.number(of: $0)) }
            if term.term.isPrefix {
                prefixes.append((place, term.term.words.last ?? []))
            } else if words.count == 1, let word = words.first {
                while termOfWord.count <= Int(word) { termOfWord.append(0) }
                termOfWord[Int(word)] = Int32(place + 1)
            } else {
                phrases.append((place, words))
            }
        }
        let places = PassageScorer.places(question.pattern)
        for sequence in question.sequences {
            for (a, b) in zip(sequence, sequence.dropFirst()) {
                guard let first = places[a.term], let second = places[b.term], first != second else { continue }
                let gap = b.position - a.position
                guard gap > 0, gap <= 4 else { continue }
                let worth = min(self.worth[first], self.worth[second])
                pairs.append(Pair(first: first, second: second, gap: gap, worth: worth))
            }
        }
    }

    /// The place of each term of the pattern in the list's terms, which leave out what is excluded.
    private static func places(_ pattern: SearchPattern?) -> [Int?] {
        var next = 0
        return (pattern?.terms ?? []).map { term in
            guard term.role != .excluded else { return nil }
            defer { next += 1 }
            return next
        }
    }

    /// The term that is a word, or nil.
    @inline(__always)
    private func term(of word: Int32) -> Int? {
        guard Int(word) < termOfWord.count else { return nil }
        let term = termOfWord[Int(word)]
        return term == 0 ? nil : Int(term) - 1
    }

    var noFrequencies: [Double] { [Double](repeating: 0, count: list.terms.count) }

    /// How often each term stands in a passage, columns weighted.
    func frequencies(_ words: PassageWords) -> [Double] {
        var frequencies = noFrequencies
        for (column, occurrences) in words.columns.enumerated() {
            let weight = settings.columns.weight(ofColumn: column)
            for occurrence in occurrences {
                if let term = term(of: occurrence.word) { frequencies[term] += weight }
            }
            for phrase in phrases {
                frequencies[phrase.term] += weight * Double(PassageScorer.count(phrase.words, in: occurrences))
            }
            for prefix in prefixes {
                for occurrence in occurrences where table.word(Int(occurrence.word)).starts(with: prefix.bytes) {
                    frequencies[prefix.term] += weight
                }
            }
        }
        return frequencies
    }

    /// What each term adds to a passage's first score.
    func shares(_ words: PassageWords, length: Int) -> [Double] {
        let frequencies = frequencies(words)
        let norm = settings.k1 * (1 - settings.b + settings.b * Double(length) / list.averageLength)
        return list.terms.indices.map { worth[$0] * share($0, frequencies[$0], settings.k1, norm) }
    }

    /// What the candidates say of a document.
    struct WholeDocument {
        private(set) var frequencies: [Double]
        let length: Int

        init(_ frequencies: [Double], length: Int) {
            self.frequencies = frequencies
            self.length = length
        }

        mutating func add(_ other: [Double]) {
            for index in frequencies.indices { frequencies[index] += other[index] }
        }
    }

    /// What the terms add up to for each document as a whole. A term tells the more, the fewer of these documents hold it:
    /// one that fills a long document is common among passages and may yet be what sets this document apart.
    func documentScores(_ documents: [Int: WholeDocument]) -> [Int: Double] {
        var holders = [Int](repeating: 0, count: list.terms.count)
        var length = 0
        for document in documents.values {
            length += document.length
            for (place, frequency) in document.frequencies.enumerated() where frequency > 0 { holders[place] += 1 }
        }
        let worth = holders.map { BM25.worth(passages: documents.count, holding: $0) }
        let averageLength = max(Double(length), 1) / Double(max(documents.count, 1))
        return documents.mapValues { document in
            let norm =
                settings.documentK1
                * (1 - settings.documentB + settings.documentB * Double(document.length) / averageLength)
            return list.terms.indices.reduce(0) {
                $0 + worth[$1] * share($1, document.frequencies[$1], settings.documentK1, norm)
            }
        }
    }

    /// What a term adds for each unit of its worth.
    private func share(_ place: Int, _ frequency: Double, _ k1: Double, _ norm: Double) -> Double {
        frequency > 0 ? emphasis[place] * frequency * (k1 + 1) / (frequency + norm) : 0
    }

    /// What it adds that words stand in a passage's body as they do in the question, or near each other.
    func pairs(_ words: PassageWords, length: Int) -> Double {
        guard !pairs.isEmpty, settings.orderedPair > 0 || settings.nearPair > 0 else { return 0 }
        var places: [[Int32]] = Array(repeating: [], count: list.terms.count)
        for occurrence in words.columns[0] {
            if let term = term(of: occurrence.word) { places[term].append(occurrence.position) }
        }
        var sum = 0.0
        for pair in pairs {
            let first = places[pair.first]
            let second = places[pair.second]
            guard !first.isEmpty, !second.isEmpty else { continue }
            var ordered = 0.0
            var near = 0.0
            for a in first {
                for b in second {
                    let distance = Int(b - a)
                    if distance == pair.gap { ordered += 1 }
                    if abs(distance) <= settings.nearWindow { near += 1 }
                }
            }
            sum += settings.orderedPair * pair.worth * share(ordered, length)
            sum += settings.nearPair * pair.worth * share(near, length)
        }
        return sum
    }

    private func share(_ frequency: Double, _ length: Int) -> Double {
        frequency > 0 ? BM25.share(frequency: frequency, length: length, averageLength: list.averageLength) : 0
    }

    /// How often words stand in a row.
    private static func count(_ phrase: [Int32], in occurrences: [PassageWords.Occurrence]) -> Int {
        var positions: [Set<Int32>] = Array(repeating: [], count: phrase.count)
        for occurrence in occurrences {
            for (place, word) in phrase.enumerated() where word == occurrence.word {
                positions[place].insert(occurrence.position)
            }
        }
        return positions[0].filter { start in
            phrase.indices.allSatisfy { positions[$0].contains(start + Int32($0)) }
        }.count
    }
}
