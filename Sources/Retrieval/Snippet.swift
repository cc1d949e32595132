import Storage
package import Words

/// The piece of a passage that shows best why it was found, with the question's words marked.
package struct Snippet: Sendable, Hashable {
    /// About this many bytes.
    static let length = 280

    /// White space is made single.
    package let text: String
    /// UTF-8 offsets into `text`.
    package let marks: [Range<Int>]

    package init(of passage: String, words: Set<[UInt8]>, language: String?, tokenizer: Tokenizer) {
        let bytes = Array(passage.utf8)
        let found = Snippet.places(of: words, in: bytes, language, tokenizer)
        let window = Snippet.window(over: found, in: bytes)
        (text, marks) = Snippet.cleaned(bytes, window, found)
    }

    private static func places(of words: Set<[UInt8]>, in bytes: [UInt8], _ language: String?, _ tokenizer: Tokenizer)
        -> [Range<Int>]
    {
        guard !words.isEmpty else { return [] }
        let tag = language.flatMap { Language(code: $0) }.map { LanguageTag.bytes($0) } ?? []
        var places: [Range<Int>] = []
        (tag + bytes).withUnsafeBufferPointer { all in
            tokenizer.tokenize(all) { token, start, end, _ in
                guard start >= tag.count, words.contains(Array(token)) else { return true }
                let place = (start - tag.count)..<(end - tag.count)
                if let last = places.last, place.lowerBound < last.upperBound {
                    places[places.count - 1] = last.lowerBound..<max(last.upperBound, place.upperBound)
                } else {
                    places.append(place)
                }
                return true
            }
        }
        return places
    }

    /// The window with the most marks, moved to word boundaries.
    private static func window(over places: [Range<Int>], in bytes: [UInt8]) -> Range<Int> {
        guard bytes.count > length else { return bytes.indices }
        var best = (start: 0, count: 0)
        for (index, place) in places.enumerated() {
            let count = places[index...].prefix { $0.upperBound <= place.lowerBound + length * 3 / 4 }.count
            if count > best.count { best = (place.lowerBound, count) }
        }
        return bytes.withUnsafeBufferPointer { text in
            let start = max(0, min(best.start - length / 5, bytes.count - length))
            let from = start == 0 ? 0 : boundary(near: start, in: text)
            let to = from + length >= bytes.count ? bytes.count : boundary(near: from + length, in: text)
            return from..<max(from, to)
        }
    }

    /// A space near an offset, else the grapheme boundary before it.
    private static func boundary(near offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        for distance in 0..<24 where offset + distance < text.count {
            if text[offset + distance] == 0x20 || text[offset + distance] == 0x0A { return offset + distance }
        }
        return Graphemes.boundary(atOrBefore: offset, in: text)
    }

    private static func cleaned(
        _ bytes: [UInt8], _ window: Range<Int>, _ places: [Range<Int>]
    ) -> (String, [Range<Int>]) {
        var out: [UInt8] = window.lowerBound > 0 ? Array("…".utf8) : []
        var positions = [Int](repeating: 0, count: window.count + 1)
        var isSpace = true
        for offset in window {
            positions[offset - window.lowerBound] = out.count
            let byte = bytes[offset]
            if byte <= 0x20 {
                if !isSpace { out.append(0x20) }
                isSpace = true
            } else {
                out.append(byte)
                isSpace = false
            }
        }
        while out.last == 0x20 { out.removeLast() }
        positions[window.count] = out.count
        let marks = places.filter { $0.lowerBound >= window.lowerBound && $0.upperBound <= window.upperBound }
            .map {
                positions[
                    $0.lowerBound - window.lowerBound]..<min(positions[$0.upperBound - window.lowerBound], out.count)
            }
            .filter { !$0.isEmpty }
        if window.upperBound < bytes.count { out += Array("…".utf8) }
        return (String(decoding: out, as: UTF8.self), marks)
    }
}

extension Retrieval {
    /// The words that were looked for, as the index keeps them.
    package var looksFor: Set<[UInt8]> { Set(terms.flatMap(\.term.words)) }
}
