/// Where a quote really stands in a text.
enum QuoteLocation {
    /// The place that was named, when the quote is what stands there: the same bytes, or but for white space, ligatures and
    /// hyphenation.
    static func said(_ quote: Quotation, at range: Range<Int>, in text: [UInt8]) -> Range<Int>? {
        guard !quote.exact.isEmpty else { return nil }
        let there = text[range].withoutSpaceAround
        if there.elementsEqual(quote.exact) { return there.indices }
        guard !quote.folded.isEmpty else { return nil }
        let skeleton = QuoteSkeleton(text[range])
        guard skeleton.bytes[skeleton.trimmed].elementsEqual(quote.folded) else { return nil }
        let origin = skeleton.origin(of: skeleton.trimmed)
        return (range.lowerBound + origin.lowerBound)..<(range.lowerBound + origin.upperBound)
    }

    /// The nearest place with the same bytes, or else the nearest that differs only in white space, ligatures and hyphenation;
    /// nil: it stands nowhere.
    ///
    /// - Parameters:
    ///   - near: the byte that the place is to be near to.
    ///   - isEvidence: whether a place counts; others are passed over.
    static func nearest(
        _ quote: Quotation, in text: [UInt8], to near: Int = 0, skeleton: () -> QuoteSkeleton,
        where isEvidence: (Range<Int>) -> Bool = { _ in true }
    ) -> Range<Int>? {
        guard !quote.exact.isEmpty else { return nil }
        let exact = nearest(quote.exact, in: text, to: near, isEvidence) { $0..<($0 + quote.exact.count) }
        guard exact == nil, !quote.folded.isEmpty else { return exact }
        let skeleton = skeleton()
        return nearest(quote.folded, in: skeleton.bytes, to: near, isEvidence) {
            skeleton.origin(of: $0..<($0 + quote.folded.count))
        }
    }

    private static func nearest(
        _ wanted: ArraySlice<UInt8>, in bytes: [UInt8], to near: Int, _ isEvidence: (Range<Int>) -> Bool,
        range: (Int) -> Range<Int>
    ) -> Range<Int>? {
        var best: Range<Int>?
        ByteSearch.forEach(wanted, in: bytes) { start in
            let range = range(start)
            if let best, abs(best.lowerBound - near) <= abs(range.lowerBound - near) { return false }
            if isEvidence(range) { best = range }
            return true
        }
        return best
    }

    /// The nearest place that differs only in white space, ligatures and hyphenation, where white space may be missing or
    /// stand between any two letters.
    ///
    /// - Parameter skeleton: the text's, without spaces.
    static func nearest(
        _ quote: Quotation, to near: Int, withoutSpaces skeleton: QuoteSkeleton,
        where isEvidence: (Range<Int>) -> Bool = { _ in true }
    ) -> Range<Int>? {
        let wanted = QuoteSkeleton(quote.exact, keepsSpaces: false).bytes
        return nearest(wanted[...], in: skeleton.bytes, to: near, isEvidence) {
            skeleton.origin(of: $0..<($0 + wanted.count))
        }
    }
}

/// Words that are said to stand somewhere.
struct Quotation {
    /// Without ASCII white space at both ends.
    let exact: ArraySlice<UInt8>
    /// Their skeleton, without a space at both ends.
    let folded: ArraySlice<UInt8>

    init(_ quote: [UInt8]) {
        exact = quote[...].withoutSpaceAround
        let skeleton = QuoteSkeleton(exact)
        folded = skeleton.bytes[skeleton.trimmed]
    }
}

extension ArraySlice<UInt8> {
    /// Without ASCII white space at both ends; inner positions stay those of the text.
    var withoutSpaceAround: ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        var slice = self
        while let last = slice.last, isSpace(last) { slice.removeLast() }
        while let first = slice.first, isSpace(first) { slice.removeFirst() }
        return slice
    }
}
