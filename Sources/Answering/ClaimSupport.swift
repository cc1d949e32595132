package import DocumentModel
import Words

/// Judges, sentence by sentence, whether an answer's text rests on something.
///
/// The API cites pieces of sentences: "Batteries are covered for ", "six months" with its citation, ".". What is cited
/// carries the whole sentence; a sentence without any citation is a claim without support, unless it claims nothing.
package enum ClaimSupport {
    /// The same text in pieces that end where sentences do. What nothing supports is told apart.
    package static func settled(_ blocks: [Answer.Segment]) -> [Answer.Segment] {
        let text = Array(blocks.map(\.text).joined().utf8)
        let sentences = text.withUnsafeBufferPointer { Sentences.ranges(in: $0) }
        // A sentence reaches to the next one, so that every byte is in one.
        let starts = [0] + sentences.map(\.lowerBound).filter { $0 > 0 }
        let bounds = zip(starts, starts.dropFirst() + [text.count]).filter { $0 < $1 }.map { $0..<$1 }
        var cited = [Bool](repeating: false, count: bounds.count)
        var places: [Range<Int>] = []
        var position = 0
        for block in blocks {
            let range = position..<(position + block.text.utf8.count)
            places.append(range)
            position = range.upperBound
            guard block.support == .cited || block.support == .picture else { continue }
            for (number, sentence) in bounds.enumerated() where touches(sentence, range, text) { cited[number] = true }
        }
        var segments: [Answer.Segment] = []
        for (block, place) in zip(blocks, places) {
            guard block.footnotes.isEmpty, !place.isEmpty else {
                segments.append(block)
                continue
            }
            var pieces: [Answer.Segment] = []
            for (number, sentence) in bounds.enumerated() where sentence.overlaps(place) {
                let piece = String(decoding: text[sentence.clamped(to: place)], as: UTF8.self)
                let whole = String(decoding: text[sentence], as: UTF8.self)
                let isBare = !piece.contains { $0.isLetter || $0.isNumber }
                let support: Answer.Segment.Support =
                    isBare || cited[number] || !claims(whole) ? .connective : .unsupported
                if pieces.last?.support == .connective, support == .connective {
                    pieces[pieces.count - 1].text += piece
                } else {
                    pieces.append(Answer.Segment(text: piece, footnotes: [], support: support))
                }
            }
            segments += pieces
        }
        return segments
    }

    /// A citation that only reaches over the white space at a sentence's end does not carry it.
    private static func touches(_ sentence: Range<Int>, _ block: Range<Int>, _ text: [UInt8]) -> Bool {
        let common = sentence.clamped(to: block)
        return text[common].contains { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
    }

    /// Whether a sentence says something that a document would have to support.
    static func claims(_ sentence: String) -> Bool {
        let letters = sentence.unicodeScalars.lazy.filter {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        // A few words between claims, a list marker, a heading.
        if letters.prefix(24).count < 24 { return false }
        let trimmed = sentence.last { !$0.isWhitespace && $0 != "*" && $0 != "_" }
        return trimmed != ":" && trimmed != "?" && !Declining.isDeclining(sentence)
    }
}

/// Recognizes the words with which a model says that the documents do not hold something.
package enum Declining {
    /// As the instructions ask for it, and as models say it all the same, in the languages of the sample questions.
    private static let phrases = [
        "documents do not", "documents don't", "document does not", "documents provided do not", "not in the documents",
        "none of the documents", "no information in the documents", "dokumente sagen nicht", "dokumente enthalten kein",
        "dokumente nennen kein", "dokumenten steht nicht", "geht aus den dokumenten nicht", "documents ne disent",
        "documents ne précisent", "documents ne mentionnent", "documents ne contiennent", "documentos no dicen",
        "documentos no indican", "documentos no mencionan", "documentos no contienen", "documenti non dicono",
        "documenti non indicano", "documenti non contengono", "documenten zeggen niet", "documenten vermelden niet",
    ]

    package static func isDeclining(_ sentence: String) -> Bool {
        let words = sentence.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return phrases.contains { words.contains($0) }
    }

    /// Whether an answer begins by saying so: what follows then tells what comes closest.
    package static func begins(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let first = bytes.withUnsafeBufferPointer { Sentences.ranges(in: $0).first } ?? 0..<0
        return isDeclining(String(decoding: bytes[first], as: UTF8.self))
    }
}
