package import DocumentModel
import Words

/// Cuts a document into passages: here one for each block.
package struct Chunker: Sendable {
    /// Raised by every change of where passages are cut.
    package static let version = 1

    package init() {}

    package func passages(of document: ExtractedDocument) -> (passages: [Passage], language: String?) {
        let language = document.text.withUnsafeBufferPointer { text in
            Language.detect(UnsafeBufferPointer(rebasing: text.prefix(65_536)))?.language.code
        }
        let passages = document.blocks.map { block in
            Passage(
                span: block.span, heading: block.heading, tableHeader: block.tableHeader,
                unsearched: document.markup.filter { block.span.contains($0) },
                kind: block.kind == .tableRow ? .table : block.kind == .code ? .code : .prose, language: language)
        }
        return (passages, language)
    }
}
