import DocumentModel
package import Words

/// What passages put into the full-text table, column by column, and the words that each column is cut into: made where a
/// document is read, beside others, so that the one writer only hands them over.
package struct IndexColumns: Sendable {
    /// A column's value. Places are in `texts` and `words`.
    struct Part: Sendable {
        var text: Range<Int>
        var words: Range<Int>
        var positions: Int
    }

    struct Row: Sendable {
        var body: Part
        var heading: Part?
    }

    /// The values, each with its language tag.
    private(set) var texts: [UInt8] = []
    /// Their words as `PackedTokens`; nil when they were not cut.
    private(set) var words: [UInt8]?
    /// The language that untagged texts were cut by.
    let language: Language?
    private(set) var rows: [Row] = []
    private(set) var title: Part?
    private(set) var name: Part

    /// The columns of some of a document's passages.
    ///
    /// - Parameters:
    ///   - paths: the document's `headingPaths`.
    ///   - cutter: cuts the words as the collection's index does; nil leaves that to the index.
    init(
        of document: NewDocument, passages: Range<Int>, paths: [String?], cutBy cutter: TokenizerPool.Cutter?
    ) {
        language = cutter?.tokenizer.defaultLanguage
        let extracted = document.extracted
        name = Part(text: 0..<0, words: 0..<0, positions: 0)
        let bodies = document.passages[passages].reduce(0) { $0 + $1.span.byteCount + IndexedText.tagLength }
        texts.reserveCapacity(bodies + 256)
        name = add(document.source.name, document.language, cutter)
        title = extracted.title.map { add($0, document.language, cutter) }
        rows.reserveCapacity(passages.count)
        var last: (heading: Int, language: String?, part: Part?)?
        for passage in document.passages[passages] {
            var heading: Part?
            if let index = passage.heading, index < paths.count {
                if let last, last.heading == index, last.language == passage.language {
                    heading = last.part
                } else {
                    heading = paths[index].map { add($0, passage.language, cutter) }
                    last = (index, passage.language, heading)
                }
            }
            let start = texts.count
            extracted.text.withUnsafeBufferPointer { text in
                IndexedText.append(
                    to: &texts, language: passage.language,
                    text: UnsafeBufferPointer(rebasing: text[passage.span.range]),
                    unsearched: passage.unsearched, from: passage.span.start)
            }
            rows.append(Row(body: finish(start, cutter), heading: heading))
        }
        words = cutter?.packer.take()
    }

    private mutating func add(_ text: String, _ language: String?, _ cutter: TokenizerPool.Cutter?) -> Part {
        let start = texts.count
        IndexedText.appendTag(language, to: &texts)
        texts.append(contentsOf: text.utf8)
        return finish(start, cutter)
    }

    /// The value that begins at `start` and ends where the texts end.
    private func finish(_ start: Int, _ cutter: TokenizerPool.Cutter?) -> Part {
        guard let cutter else { return Part(text: start..<texts.count, words: 0..<0, positions: 0) }
        let first = cutter.packer.count
        cutter.packer.positions = 0
        texts.withUnsafeBufferPointer {
            cutter.packer.pack(UnsafeBufferPointer(rebasing: $0[start...]), cutBy: cutter.tokenizer)
        }
        return Part(text: start..<texts.count, words: first..<cutter.packer.count, positions: cutter.packer.positions)
    }
}

extension NewDocument {
    /// Larger texts are cut into words when they are written, a part at a time: what is cut takes twice the room of the text.
    private static let cutInAdvance = 16 << 20

    /// Cuts the words of all passages now, in the task that read the document.
    package mutating func cutWords(with tokenizers: TokenizerPool) {
        guard extracted.text.count <= NewDocument.cutInAdvance else { return }
        columns = tokenizers.lend {
            IndexColumns(of: self, passages: passages.indices, paths: extracted.headingPaths, cutBy: $0)
        }
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
