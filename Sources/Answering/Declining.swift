import Words

/// Recognizes the words with which a model says that the documents do not hold something.
package enum Declining {
    /// As the instructions ask for it, and as models say it all the same, in the languages of the sample questions.
    private static let phrases = [
        "documents do not", "documents don't", "document does not", "document doesn't",
        "documents provided do not", "not in the documents",
        "none of the documents", "no information in the documents", "dokumente sagen nicht", "dokumente enthalten kein",
        "dokumente nennen kein", "dokumenten steht nicht", "geht aus den dokumenten nicht", "documents ne disent",
        "documents ne précisent", "documents ne mentionnent", "documents ne contiennent", "documentos no dicen",
        "documentos no indican", "documentos no mencionan", "documentos no contienen", "documenti non dicono",
        "documenti non indicano", "documenti non contengono", "documenten zeggen niet", "documenten vermelden niet",
    ]

    package static func isDeclining(_ sentence: some StringProtocol) -> Bool {
        let words = plain(sentence)
        return phrases.contains { words.contains($0) }
    }

    /// Whether a sentence that declines goes on to say something else: "..., but it is usually 25 A."
    static func goesOn(_ sentence: some StringProtocol) -> Bool {
        let words = plain(sentence)
        guard let said = phrases.lazy.compactMap({ words.firstRange(of: $0) }).first else { return false }
        return turns.contains { words[said.upperBound...].contains($0) }
    }

    private static func plain(_ sentence: some StringProtocol) -> String {
        sentence.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .replacing("\u{2019}", with: "'")
    }

    private static let turns = [
        ", but ", "; ", ", however", ", although ", ", though ", ", aber ", ", jedoch ", ", mais ", ", pero ", ", ma ",
        ", maar ",
    ]

    /// Whether an answer begins by saying so: what follows then tells what comes closest.
    package static func begins(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let first = bytes.withUnsafeBufferPointer { Sentences.ranges(in: $0).first } ?? 0..<0
        return isDeclining(String(decoding: bytes[first], as: UTF8.self))
    }
}
