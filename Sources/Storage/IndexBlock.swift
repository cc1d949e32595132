import DocumentModel
import Synchronization
package import Words

/// What passages that follow each other put into the full-text index: every word with the passages that hold it and its
/// positions there, as FTS5 keeps them. Made where documents are read, beside others, so that the one writer only puts
/// blocks together.
// Its memory is filled before anybody sees it and does not change.
package final class IndexBlock: @unchecked Sendable {
    /// A word of the block. `bytes` hold it and behind it its list: for each passage the distance from the one before, which
    /// the first does not have, and its positions with their size in front.
    struct Word {
        /// Its first eight bytes, for sorting.
        var key: UInt64
        var start: UInt32
        var listStart: UInt32
        var listEnd: UInt32
        /// The first passage that holds it and the last, counted from the block's first.
        var first: UInt32
        var last: UInt32
        var passages: UInt32
    }

    static let columns = 4

    let bytes: UnsafeBufferPointer<UInt8>
    /// In the order of their bytes.
    let words: UnsafeBufferPointer<Word>
    /// How many words each column of each passage has.
    let lengths: [UInt32]
    /// What untagged texts were cut by.
    let language: Language?

    /// Takes over the memory.
    fileprivate init(
        bytes: UnsafeBufferPointer<UInt8>, words: UnsafeBufferPointer<Word>, lengths: [UInt32], language: Language?
    ) {
        self.bytes = bytes
        self.words = words
        self.lengths = lengths
        self.language = language
    }

    deinit {
        bytes.deallocate()
        words.deallocate()
    }

    func text(_ word: Word) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(word.start)..<Int(word.listStart)])
    }

    package var passageCount: Int { lengths.count / IndexBlock.columns }
}

/// Makes blocks, one after the other. Not thread-safe.
final class IndexBlockBuilder {
    private let tokenizer: Tokenizer
    private let occurrences = WordOccurrences()
    private var lengths: [UInt32] = []
    private var blanked: [UInt8] = []

    /// - Parameter tokenizer: cuts as the collection's index does.
    init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// Cuts the words of some of a document's passages.
    ///
    /// - Parameter paths: the document's `headingPaths`.
    func add(_ document: NewDocument, passages: Range<Int>, paths: [String?]) {
        var (heading, title, name) = (Shared(), Shared(), Shared())
        var last: (heading: Int, language: String?)?
        let documentLanguage = Language(tag: document.language)
        for passage in document.passages[passages] {
            let row = UInt64(lengths.count / IndexBlock.columns) << 32
            let language = Language(tag: passage.language)
            lengths.append(UInt32(body(passage, of: document.extracted.text, language, at: row)))
            if let index = passage.heading, index < paths.count, let path = paths[index] {
                if last?.heading != index || last?.language != passage.language { heading = Shared() }
                last = (index, passage.language)
                add(path, &heading, language, at: row | 1 << 28)
            } else {
                lengths.append(0)
            }
            add(document.extracted.title, &title, documentLanguage, at: row | 2 << 28)
            add(document.source.name, &name, documentLanguage, at: row | 3 << 28)
        }
    }

    /// Words that several passages have: where they stand among the occurrences, once they were cut.
    private struct Shared {
        var range: Range<Int>?
        var length = 0
    }

    private func add(_ text: String?, _ shared: inout Shared, _ language: Language?, at place: UInt64) {
        if let range = shared.range {
            occurrences.repeatOccurrences(range, high: place, lowBits: 28)
        } else if var text {
            let start = occurrences.count
            shared.length = text.withUTF8 {
                occurrences.gather($0, taggedAs: language, cutBy: tokenizer, at: place)
            }
            shared.range = start..<occurrences.count
        }
        lengths.append(UInt32(shared.length))
    }

    private func body(_ passage: Passage, of text: [UInt8], _ language: Language?, at place: UInt64) -> Int {
        text.withUnsafeBufferPointer { text in
            let own = UnsafeBufferPointer(rebasing: text[passage.span.range])
            if passage.unsearched.isEmpty {
                return occurrences.gather(own, taggedAs: language, cutBy: tokenizer, at: place)
            }
            blanked.removeAll(keepingCapacity: true)
            blanked.append(contentsOf: own)
            return blanked.withUnsafeMutableBufferPointer { bytes in
                IndexedText.blank(passage.unsearched, in: bytes, from: passage.span.start)
                return occurrences.gather(UnsafeBufferPointer(bytes), taggedAs: language, cutBy: tokenizer, at: place)
            }
        }
    }

    /// The block of what was added; nothing is left.
    func take() -> IndexBlock {
        defer { lengths.removeAll(keepingCapacity: true) }
        let words = UnsafeMutableBufferPointer<IndexBlock.Word>.allocate(capacity: occurrences.wordCount)
        var count = 0
        // A passage and a position take some three bytes.
        var writer = ListWriter(capacity: occurrences.count * 3 + occurrences.wordCount * 12 + 64)
        occurrences.drain { word, key, places in
            words.initializeElement(at: count, to: writer.write(word, key, places))
            count += 1
        }
        return IndexBlock(
            bytes: writer.take(), words: UnsafeBufferPointer(words), lengths: lengths,
            language: tokenizer.defaultLanguage)
    }
}

/// Writes words with their lists one behind the other.
private struct ListWriter {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity)
    }

    /// The bytes, for whoever deallocates them.
    func take() -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

    mutating func write(
        _ word: UnsafeBufferPointer<UInt8>, _ key: UInt64, _ places: UnsafeBufferPointer<UInt64>
    ) -> IndexBlock.Word {
        // A place takes at most five bytes for its position and six for a passage, its size and a column.
        reserve(word.count + places.count * 16 + 16)
        let start = count
        if let base = word.baseAddress { (bytes + count).update(from: base, count: word.count) }
        count += word.count
        let listStart = count
        let first = places[0] >> 32
        var (row, passages): (UInt64, UInt32) = (first, 0)
        var index = 0
        while index < places.count {
            let own = places[index] >> 32
            if passages > 0 { put(own &- row) }
            row = own
            passages &+= 1
            // Nearly all lists of positions are shorter than 64 bytes: their size then takes one byte.
            let sizePlace = count
            count &+= 1
            putPositions(places, &index, row)
            let size = count &- sizePlace &- 1
            if size < 64 {
                bytes[sizePlace] = UInt8(truncatingIfNeeded: size &<< 1)
            } else {
                makeRoom(at: sizePlace, for: UInt64(size) << 1, size)
            }
        }
        return IndexBlock.Word(
            key: key, start: UInt32(start), listStart: UInt32(listStart), listEnd: UInt32(count), first: UInt32(first),
            last: UInt32(row), passages: passages)
    }

    /// The positions in one passage: each as the distance from the one before plus two; a byte 1 and a number begin another
    /// column than the first.
    @inline(__always)
    private mutating func putPositions(_ places: UnsafeBufferPointer<UInt64>, _ index: inout Int, _ row: UInt64) {
        var column: UInt64 = 0
        var last: UInt64 = 0
        while index < places.count, places[index] >> 32 == row {
            let own = places[index] >> 28 & 0xF
            let position = places[index] & 0xFFF_FFFF
            if own != column {
                bytes[count] = 1
                bytes[count &+ 1] = UInt8(truncatingIfNeeded: own)
                count &+= 2
                (column, last) = (own, 0)
            }
            put(position &- last &+ 2)
            last = position
            index &+= 1
        }
    }

    private mutating func makeRoom(at place: Int, for value: UInt64, _ size: Int) {
        let length = FTS5Record.varintLength(value)
        (bytes + place + length).update(from: bytes + place + 1, count: size)
        FTS5Record.putVarint(value, bytes + place)
        count = place + length + size
    }

    @inline(__always)
    private mutating func put(_ value: UInt64) {
        if value < 0x80 {
            bytes[count] = UInt8(truncatingIfNeeded: value)
            count &+= 1
        } else {
            count &+= FTS5Record.putVarint(value, bytes + count)
        }
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }
}

/// Builders for tasks that run beside each other, each lent to one at a time.
// A builder is either in the pool, behind its lock, or with the one borrower that took it out.
package final class IndexBlockPool: @unchecked Sendable {
    /// Larger texts are cut into words when they are written, a part at a time: what is cut takes about the room of the text.
    private static let cutInAdvance = 16 << 20

    private let language: Language?
    private let lock = Mutex(())
    private var idle: [IndexBlockBuilder] = []

    /// - Parameter language: what the collection's index cuts untagged texts by.
    package init(language: Language?) { self.language = language }

    /// What the passages of documents put into the index, in their order; nil if that is left to the writer.
    package func block(of documents: [NewDocument]) -> IndexBlock? {
        guard documents.allSatisfy({ $0.extracted.text.count <= IndexBlockPool.cutInAdvance }) else { return nil }
        let builder =
            lock.withLock { _ in idle.popLast() } ?? IndexBlockBuilder(Tokenizer(defaultLanguage: language))
        defer { lock.withLock { _ in idle.append(builder) } }
        for document in documents {
            builder.add(document, passages: document.passages.indices, paths: document.extracted.headingPaths)
        }
        return builder.take()
    }
}

/// Joins the titles of a heading path; no title holds it.
let headingSeparator = "\u{1F}"

extension ExtractedDocument {
    /// The titles of each heading and of those above it, outermost first. A heading that only repeats the document's title is
    /// not part of any path: the title is kept and searched by itself.
    var headingPaths: [String?] {
        var paths: [String?] = []
        paths.reserveCapacity(headings.count)
        for heading in headings {
            let parent = heading.parent.flatMap { $0 < paths.count ? $0 : nil }
            let repeatsTitle = parent == nil && heading.title == title
            let above = parent.flatMap { paths[$0] }
            paths.append(repeatsTitle ? nil : above.map { $0 + headingSeparator + heading.title } ?? heading.title)
        }
        return paths
    }
}
