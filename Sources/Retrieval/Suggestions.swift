package import Storage
import Words

/// Words of the index that are spelled like a word it does not have.
package struct Suggestions {
    private let connection: Connection
    private let collection: Collection

    package init(_ collection: Collection, on connection: Connection) {
        self.collection = collection
        self.connection = connection
    }

    /// At most three, the nearest first, then the more frequent.
    ///
    /// - Parameter forms: how the index would keep the word; it keeps stems, so stems are compared.
    package func words(like word: String, forms: [[UInt8]]) throws(StorageError) -> [String] {
        let written = word.lowercased()
        let wanted = [written] + forms.map { String(decoding: $0, as: UTF8.self) }
        let limit = written.count >= 7 ? 2 : 1
        guard written.count >= 4, let first = written.first else { return [] }
        var found: [(word: String, distance: Int, holders: Int)] = []
        for entry in try connection.vocabulary(beginningWith: String(first), in: collection) {
            let distances = wanted.compactMap { SpellingDistance.between($0, entry.word, limit: limit) }
            if let best = distances.min(), best > 0 { found.append((entry.word, best, entry.passages)) }
        }
        found.sort { a, b in
            if a.distance != b.distance { return a.distance < b.distance }
            return a.holders != b.holders ? a.holders > b.holders : a.word < b.word
        }
        var words: [String] = []
        for candidate in found.prefix(3) {
            let whole = try connection.wholeWord(candidate.word, in: collection) ?? candidate.word
            if whole != written, !words.contains(whole) { words.append(whole) }
        }
        return words
    }
}

extension Connection {
    /// For the words that no passage holds, others that are spelled alike; nil when every word is known.
    func unknownWords(in retrieval: Retrieval, _ request: RetrievalRequest) throws(StorageError) -> [Retrieval
        .UnknownWord]?
    {
        // Where the filters leave nothing, no word was looked for.
        guard let question = retrieval.questions.first, retrieval.searched.allowed != 0 else { return nil }
        let known = Set(retrieval.terms.filter { $0.holders > 0 }.flatMap(\.term.words))
        var unknown: [Retrieval.UnknownWord] = []
        for word in question.words where !word.isStopWord && word.role != .excluded && unknown.count < 5 {
            guard word.forms.allSatisfy({ !known.contains($0) }), !unknown.contains(where: { $0.word == word.text })
            else {
                continue
            }
            var suggestions: [String] = []
            for name in retrieval.searched.collections where suggestions.count < 3 {
                guard let collection = try collection(named: name) else { continue }
                for suggestion in try Suggestions(collection, on: self).words(like: word.text, forms: word.forms)
                where !suggestions.contains(suggestion) {
                    suggestions.append(suggestion)
                }
            }
            unknown.append(Retrieval.UnknownWord(word: word.text, suggestions: Array(suggestions.prefix(3))))
        }
        return unknown.isEmpty ? nil : unknown
    }
}
