package import DocumentModel
internal import Words

/// Cuts documents into passages where meaning allows: between sections, paragraphs, list items, table rows and code
/// blocks; within those that are too large between sentences, lines and words, in this order.
///
/// The passages of a document come in order, do not overlap, and hold every visible character that is not white space.
/// No passage crosses a page. Cutting is pure and takes time linear in the text.
package struct Chunker: Sendable {
    /// Stands in the database; another one means that the same document may be cut differently.
    package static let version = 2

    private let sizes: Sizes

    /// Sizes are in estimated tokens, which for English are 3.2 bytes each.
    ///
    /// - Parameters:
    ///   - target: neighbours are packed together up to here
    ///   - cap: no passage is larger, whatever it holds
    package init(target: Int = 340, cap: Int = 680) {
        sizes = Sizes(target: target, cap: cap)
    }

    /// The passages of a document, and the language that most of it is written in.
    package func passages(of document: ExtractedDocument) -> (passages: [Passage], language: String?) {
        document.text.withUnsafeBufferPointer { text in
            let languages = PassageLanguages(document, text)
            let drafts = drafts(of: document, text, languages.document)
            var unsearched = UnsearchedSpans(document)
            let passages = drafts.map { draft in
                let span = TextSpan(draft.start, draft.end)
                return Passage(
                    span: span, heading: draft.heading, tableHeader: draft.tableHeader,
                    unsearched: unsearched.within(span),
                    kind: draft.kind, language: languages.language(of: span, draft.kind)?.code)
            }
            return (passages, languages.document?.code)
        }
    }

    private func drafts(
        of document: ExtractedDocument, _ text: UnsafeBufferPointer<UInt8>, _ language: Language?
    ) -> [Draft] {
        let tree = HeadingTree(document.headings)
        var visible = VisibleText(document, tree)
        var packer = Packer(document, text, sizes, tree)
        for index in document.blocks.indices {
            visible.parts(of: index, in: text) { part in
                var unit = part
                unit.weight = TextWeight.of(unit.start..<unit.end, in: text)
                if unit.weight <= sizes.tolerance && unit.end - unit.start <= sizes.bytes {
                    packer.add(unit)
                    return
                }
                let pieces = Cutter.pieces(
                    of: unit.start..<unit.end, weight: unit.weight, isCode: unit.kind == .code, in: text, sizes,
                    language)
                for piece in pieces {
                    unit.start = piece.start
                    unit.end = piece.end
                    unit.weight = piece.weight
                    packer.add(unit)
                    unit.hiddenBefore = 0
                }
            }
        }
        packer.finish()
        return packer.drafts
    }
}

/// The markup and the hidden text of a document, asked for passage by passage in order.
struct UnsearchedSpans {
    private let markup: [TextSpan]
    private let hidden: [HiddenText]
    private var nextMarkup = 0
    private var nextHidden = 0

    init(_ document: ExtractedDocument) {
        markup = document.markup
        hidden = document.hidden
    }

    /// What of a passage is not searched, in order, without overlap.
    mutating func within(_ passage: TextSpan) -> [TextSpan] {
        while nextMarkup < markup.count, markup[nextMarkup].end <= passage.start { nextMarkup += 1 }
        while nextHidden < hidden.count, hidden[nextHidden].span.end <= passage.start { nextHidden += 1 }
        var found: [TextSpan] = []
        while true {
            let a = nextMarkup < markup.count ? markup[nextMarkup] : nil
            let b = nextHidden < hidden.count ? hidden[nextHidden].span : nil
            guard let next = [a, b].compactMap({ $0 }).min(), next.start < passage.end else { return found }
            if let part = next.intersection(passage) {
                if let last = found.last, last.overlaps(part) {
                    found[found.count - 1] = last.union(part)
                } else {
                    found.append(part)
                }
            }
            // What reaches into the next passage is needed again.
            guard next.end <= passage.end else { return found }
            if next == a { nextMarkup += 1 } else { nextHidden += 1 }
        }
    }
}
