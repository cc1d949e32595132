import Glibc

/// Where a quote really stands in a text, and whether that is where it was said to stand.
struct QuoteLocation: Equatable {
    var range: Range<Int>
    var isWhereSaid: Bool

    /// Proves a quote: the bytes at the place that was named, then UTF-16 offsets, then the nearest place with the same
    /// bytes, then the nearest that differs only in white space, ligatures and hyphenation. nil: it stands nowhere.
    ///
    /// - Parameters:
    ///   - said: the bytes that the citation's code points name, when they exist.
    ///   - utf16: those that they name when counted as UTF-16.
    static func find(_ quote: [UInt8], in text: [UInt8], said: Range<Int>?, utf16: () -> Range<Int>?) -> QuoteLocation?
    {
        let wanted = trimmed(quote[...])
        guard !wanted.isEmpty else { return nil }
        if let said {
            let there = trimmed(text[said])
            if there.elementsEqual(wanted) { return QuoteLocation(range: there.indices, isWhereSaid: true) }
            if let range = folded(wanted, in: text[said], whole: true) {
                return QuoteLocation(range: range, isWhereSaid: true)
            }
        }
        if let range = utf16() {
            let there = trimmed(text[range])
            if there.elementsEqual(wanted) { return QuoteLocation(range: there.indices, isWhereSaid: false) }
        }
        let near = said?.lowerBound ?? 0
        if let range = nearest(wanted, in: text, to: near) { return QuoteLocation(range: range, isWhereSaid: false) }
        return folded(wanted, in: text[...], whole: false, near: near).map {
            QuoteLocation(range: $0, isWhereSaid: false)
        }
    }

    /// The first place that differs only in white space, ligatures and hyphenation, where white space may be missing or
    /// stand between any two letters.
    static func withoutSpaces(_ quote: [UInt8], in text: [UInt8]) -> QuoteLocation? {
        var wanted = quote.withUnsafeBufferPointer { QuoteFolding($0) }
        wanted.dropSpaces()
        guard !wanted.scalars.isEmpty else { return nil }
        var source = text.withUnsafeBufferPointer { QuoteFolding($0) }
        source.dropSpaces()
        for start in ByteSearch.occurrences(of: wanted.scalars[...], in: source.scalars) {
            let last = start + wanted.scalars.count - 1
            let range = source.origins[start].lowerBound..<source.origins[last].upperBound
            return QuoteLocation(range: range, isWhereSaid: true)
        }
        return nil
    }

    /// Without ASCII white space at both ends; inner positions stay those of the text.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var slice = bytes
        while let last = slice.last, isSpace(last) { slice.removeLast() }
        while let first = slice.first, isSpace(first) { slice.removeFirst() }
        return slice
    }

    /// The occurrence that begins nearest to a byte.
    private static func nearest(_ wanted: ArraySlice<UInt8>, in text: [UInt8], to near: Int) -> Range<Int>? {
        var best: Range<Int>?
        ByteSearch.forEach(wanted, in: text) { start in
            if let best, abs(best.lowerBound - near) <= abs(start - near) { return false }
            best = start..<(start + wanted.count)
            return true
        }
        return best
    }

    private static func folded(
        _ wanted: ArraySlice<UInt8>, in text: ArraySlice<UInt8>, whole: Bool, near: Int = 0
    ) -> Range<Int>? {
        var quote = wanted.withUnsafeBufferPointer { QuoteFolding($0) }
        quote.trim()
        guard !quote.scalars.isEmpty else { return nil }
        var source = text.withUnsafeBufferPointer { QuoteFolding($0) }
        if whole { source.trim() }
        let offset = text.startIndex
        func range(_ start: Int) -> Range<Int> {
            let last = start + quote.scalars.count - 1
            return (offset + source.origins[start].lowerBound)..<(offset + source.origins[last].upperBound)
        }
        if whole { return source.scalars == quote.scalars ? range(0) : nil }
        var best: Range<Int>?
        for start in ByteSearch.occurrences(of: quote.scalars[...], in: source.scalars) {
            let found = range(start)
            if let best, abs(best.lowerBound - near) <= abs(found.lowerBound - near) { break }
            best = found
        }
        return best
    }
}

/// Finds a sequence in another, one occurrence after the other.
enum ByteSearch {
    static func occurrences<Element: Equatable>(
        of wanted: ArraySlice<Element>, in text: [Element]
    ) -> some Sequence<Int> {
        let pattern = Array(wanted)
        let failure = failureTable(pattern)
        var index = 0
        var matched = 0
        return AnyIterator<Int> {
            // Knuth, Morris and Pratt: linear also for "aaaa" in "aaaaaaaa".
            while index < text.count {
                while matched > 0, matched == pattern.count || text[index] != pattern[matched] {
                    matched = failure[matched - 1]
                }
                if text[index] == pattern[matched] { matched += 1 }
                index += 1
                if matched == pattern.count { return index - pattern.count }
            }
            return nil
        }
    }

    /// The same for bytes, many times as fast: jumps from one first byte to the next. Ends when the body returns false.
    static func forEach(_ wanted: ArraySlice<UInt8>, in text: [UInt8], _ body: (Int) -> Bool) {
        guard let first = wanted.first else { return }
        let failure = failureTable(Array(wanted))
        wanted.withUnsafeBufferPointer { pattern in
            text.withUnsafeBufferPointer { text in
                var index = 0
                var matched = 0
                while index < text.count {
                    if matched == 0 {
                        let rest = text.count - index
                        guard let found = memchr(text.baseAddress! + index, Int32(first), rest) else { return }
                        index = UnsafeRawPointer(found) - UnsafeRawPointer(text.baseAddress!)
                    }
                    while matched > 0, matched == pattern.count || text[index] != pattern[matched] {
                        matched = failure[matched - 1]
                    }
                    if text[index] == pattern[matched] { matched += 1 }
                    index += 1
                    if matched == pattern.count, !body(index - pattern.count) { return }
                }
            }
        }
    }

    private static func failureTable<Element: Equatable>(_ pattern: [Element]) -> [Int] {
        var table = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = table[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            table[index] = length
        }
        return table
    }
}
