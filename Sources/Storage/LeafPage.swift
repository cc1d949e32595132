import Glibc

/// One leaf page of a full-text segment in memory of its own: words in order, each with the passages that hold it.
///
/// Two numbers stand in front: where the first passage begins of a list that the page before began (0: nowhere), and where
/// the places of the words are listed, after all else. Nothing in a page is trusted: numbers are checked before they are
/// used, and what is read past the end are zeros.
final class LeafPage {
    /// Larger than any page of FTS5.
    static let capacity = 1 << 17
    private static let padding = 64
    static let headerSize = 4

    let bytes: UnsafeMutableRawPointer
    private(set) var count = 0
    /// Where the words and their passages end.
    private(set) var end = 0

    init() {
        bytes = .allocate(byteCount: LeafPage.capacity + LeafPage.padding, alignment: 16)
    }

    deinit { bytes.deallocate() }

    /// False for what is no page.
    func fill(_ source: UnsafeRawBufferPointer) -> Bool {
        guard source.count >= LeafPage.headerSize, source.count <= LeafPage.capacity, let start = source.baseAddress
        else { return false }
        memcpy(bytes, start, source.count)
        memset(bytes + source.count, 0, LeafPage.padding)
        count = source.count
        end = Int(bytes.load(fromByteOffset: 2, as: UInt16.self).bigEndian)
        return end >= LeafPage.headerSize && end <= count
    }

    /// Where a list that the page before began goes on with a passage; nil when it does not.
    var firstPassage: Int? {
        let offset = Int(bytes.load(as: UInt16.self).bigEndian)
        return offset >= LeafPage.headerSize && offset < end ? offset : nil
    }

    /// Whether a word begins here; then lists from the page before end here.
    var hasWords: Bool { count > end }

    var firstWord: Int {
        var place = end
        return varint(&place)
    }

    /// Where the passages of a word begin, and where they end when they do so on this page; nil when it is not here.
    func passages(of word: UnsafeBufferPointer<UInt8>) -> (start: Int, end: Int?)? {
        var list = end
        var place = 0
        var matched = 0
        var isFirst = true
        while list < count {
            let step = varint(&list)
            guard step < end - place else { return nil }
            place += step
            var at = place
            // A word says how many bytes it shares with the one before it.
            let shared = isFirst ? 0 : varint(&at)
            isFirst = false
            let own = varint(&at)
            guard own <= end - at else { return nil }
            // Words are in order: one that shares less than what has matched is greater already.
            if shared < matched { return nil }
            guard shared == matched else { continue }
            let start = matched
            while matched < word.count, matched - start < own, byte(at + matched - start) == word[matched] {
                matched += 1
            }
            if matched == word.count {
                guard matched - start == own else { return nil }
                return (at + own, list < count ? min(varint(&list), end - place) + place : nil)
            }
            if matched - start < own, byte(at + matched - start) > word[matched] { return nil }
        }
        return nil
    }

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 { bytes.load(fromByteOffset: offset, as: UInt8.self) }

    /// Eight bytes, the first the lowest.
    @inline(__always)
    static func eight(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    /// A number in at most nine bytes; `offset` is at most `count`.
    func varint(_ offset: inout Int) -> Int {
        var value = 0
        for _ in 0..<8 {
            let byte = byte(offset)
            offset += 1
            value = value << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return value }
        }
        let last = byte(offset)
        offset += 1
        // 64 bits, of which only damaged pages use the highest.
        return (value << 8 | Int(last)) & Int.max
    }
}
