import DocumentModel
package import LanguageModels

/// Lays passages out as a search result: blocks that can be cited one by one, and a source that names exactly these bytes.
package enum SearchResults {
    /// How much of a document is read at once.
    package static let passagesInPart = 12

    /// - Parameter passages: of one document, at least one.
    package static func document(_ passages: [Evidence]) -> PromptDocument {
        let sorted = passages.sorted { $0.span < $1.span }
        let identity = sorted[0].document
        var blocks: [PromptBlock] = []
        for passage in sorted {
            blocks += EvidenceLayout.blocks(of: passage, cut: BlockCutting.ranges)
        }
        var document = PromptDocument(
            identity: identity, title: EvidenceLayout.title(sorted), form: .results, blocks: blocks)
        let start = sorted[0].span.start
        let end = sorted[sorted.count - 1].span.end
        document.source = "docqa:\(identity.collection)/\(identity.name)#\(start)-\(end)"
        return document
    }
}
