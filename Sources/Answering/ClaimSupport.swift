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
                    isBare || cited[number] || !Claiming.claims(whole, isLast: number == bounds.count - 1)
                        || opens(whole, before: number, cited)
                    ? .connective : .unsupported
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

    /// "Yes.": the sentence behind it says why, when it is cited.
    private static func opens(_ sentence: String, before number: Int, _ cited: [Bool]) -> Bool {
        number + 1 < cited.count && cited[number + 1] && Claiming.isOpening(sentence)
    }

    /// A citation that only reaches over the white space at a sentence's end does not carry it.
    private static func touches(_ sentence: Range<Int>, _ block: Range<Int>, _ text: [UInt8]) -> Bool {
        let common = sentence.clamped(to: block)
        return text[common].contains { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
    }
}
