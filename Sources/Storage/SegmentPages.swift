/// Lays words with their lists of passages out on the leaf pages of a full-text segment, as FTS5 does; `LeafPage` and
/// `PostingReader` say what stands where.
///
/// Words are given in order, each with its passages in order. Lists have no index of their own: FTS5 makes one where a list
/// goes over four pages, which no single transaction fills, and reads without it.
struct SegmentPages {
    /// Takes a finished page: its number, from 1, its bytes, and the shortest beginning of its first word that is greater
    /// than all words before it; nil when no word begins on it.
    typealias Sink = (Int, UnsafeBufferPointer<UInt8>, ArraySlice<UInt8>?) throws(StorageError) -> Void

    /// Room that is left for what may stand beyond the size: two varints.
    private static let slack = 32
    private static let mainIndex = UInt8(ascii: "0")

    private let pageSize: Int
    private var page: UnsafeMutablePointer<UInt8>
    private var count = LeafPage.headerSize
    private var places: [UInt8] = []
    private var lastPlace = 0
    private var hasWord = false
    private(set) var pageNumber = 1
    private var split: [UInt8]?
    /// The last word, with the byte that says which index it belongs to.
    private var word: [UInt8] = []
    private var isFirstOfList = false
    /// Neither a word nor a passage has begun on the page.
    private var isFirstOfPage = true
    private var number = 0

    init(pageSize: Int) {
        self.pageSize = max(pageSize, 4 * SegmentPages.slack)
        page = .allocate(capacity: self.pageSize + 2 * SegmentPages.slack + 512)
        page.update(repeating: 0, count: LeafPage.headerSize)
    }

    func free() { page.deallocate() }

    /// Begins the list of a word, which is greater than the one before it.
    ///
    /// - Parameter firstItem: the size of the list's first passage, which is kept on the word's page if it is small.
    mutating func begin(
        _ text: UnsafeBufferPointer<UInt8>, firstItem: Int, _ sink: Sink
    ) throws(StorageError) {
        // Twice the slack: for the numbers around the word, and behind the first passage.
        let needed = text.count + min(firstItem, pageSize / 4) + 2 * SegmentPages.slack
        if count > LeafPage.headerSize, count + places.count + needed >= pageSize { try finishPage(sink) }
        var shared = 0
        if !word.isEmpty {
            shared = 1
            while shared < word.count, shared <= text.count, word[shared] == text[shared - 1] { shared += 1 }
        }
        FTS5Record.append(UInt64(count - lastPlace), to: &places)
        lastPlace = count
        if hasWord {
            put(UInt64(shared))
        } else {
            if pageNumber > 1 {
                split = [SegmentPages.mainIndex] + text.prefix(shared)
            } else {
                split = []
            }
            shared = 0
        }
        put(UInt64(text.count + 1 - shared))
        if shared == 0 { page[count] = SegmentPages.mainIndex }
        let own = UnsafeBufferPointer(rebasing: text[max(shared - 1, 0)...])
        let skipped = shared == 0 ? 1 : 0
        if let base = own.baseAddress { (page + count + skipped).update(from: base, count: own.count) }
        count += skipped + own.count
        word.removeAll(keepingCapacity: true)
        word.append(SegmentPages.mainIndex)
        word.append(contentsOf: text)
        hasWord = true
        isFirstOfList = true
        isFirstOfPage = false
        number = 0
    }

    /// Whether a list of that size fits on the page as it is, without its first number.
    func fits(_ size: Int) -> Bool { count + places.count + size + SegmentPages.slack < pageSize }

    /// Appends passages that all fit on the page: the first number and, behind it, bytes that end with passage `last`.
    mutating func append(_ first: Int, _ rest: UnsafeBufferPointer<UInt8>, last: Int) {
        putNumber(first)
        put(rest, rest.indices)
        number = last
    }

    /// Appends one passage: its positions with their size in front.
    mutating func append(_ passage: Int, positions: UnsafeBufferPointer<UInt8>, _ sink: Sink) throws(StorageError) {
        // A passage that is not the first of its list begins a page rather than to be torn apart.
        if !isFirstOfList, !fits(positions.count), count > LeafPage.headerSize { try finishPage(sink) }
        putNumber(passage)
        var start = 0
        while !fits(positions.count - start) {
            let room = pageSize - count - places.count - SegmentPages.slack
            let end = SegmentPages.endOfNumber(positions, start, start + max(room, 0))
            put(positions, start..<end)
            start = end
            if start == positions.count { return }
            try finishPage(sink)
        }
        put(positions, start..<positions.count)
    }

    /// A passage as its distance from the one before; a whole number where a list or a page begins.
    private mutating func putNumber(_ passage: Int) {
        if isFirstOfPage {
            page[0] = UInt8(truncatingIfNeeded: count >> 8)
            page[1] = UInt8(truncatingIfNeeded: count)
        }
        put(UInt64(isFirstOfList || isFirstOfPage ? passage : passage - number))
        number = passage
        isFirstOfList = false
        isFirstOfPage = false
    }

    /// Hands over the last page and gives back the number of pages.
    mutating func finish(_ sink: Sink) throws(StorageError) -> Int {
        if count > LeafPage.headerSize { try finishPage(sink) }
        return pageNumber - 1
    }

    // MARK: -

    /// The end of the last number that ends at or before `limit`, or of the first one.
    private static func endOfNumber(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        var end = start
        while end < bytes.count, end == start || end < limit {
            var next = end
            while next < bytes.count - 1, bytes[next] >= 0x80 { next += 1 }
            guard end == start || next < limit else { break }
            end = next + 1
        }
        return end
    }

    private mutating func finishPage(_ sink: Sink) throws(StorageError) {
        page[2] = UInt8(truncatingIfNeeded: count >> 8)
        page[3] = UInt8(truncatingIfNeeded: count)
        places.withUnsafeBufferPointer { places in
            if let base = places.baseAddress { (page + count).update(from: base, count: places.count) }
        }
        let bytes = UnsafeBufferPointer(start: UnsafePointer(page), count: count + places.count)
        try sink(pageNumber, bytes, hasWord ? split?[...] : nil)
        pageNumber += 1
        count = LeafPage.headerSize
        page.update(repeating: 0, count: count)
        places.removeAll(keepingCapacity: true)
        lastPlace = 0
        hasWord = false
        isFirstOfPage = true
        split = nil
    }

    private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard let base = bytes.baseAddress else { return }
        (page + count).update(from: base + range.lowerBound, count: range.count)
        count += range.count
    }

    @inline(__always)
    private mutating func put(_ value: UInt64) {
        if value < 0x80 {
            page[count] = UInt8(truncatingIfNeeded: value)
            count += 1
        } else {
            count += FTS5Record.putVarint(value, page + count)
        }
    }
}
