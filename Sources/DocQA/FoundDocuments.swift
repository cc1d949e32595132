import Answering
import DocumentModel
import LanguageModels

/// What is sent of what was found.
struct FoundDocuments: Sendable {
    /// Passages and short documents, as texts.
    var texts: [PromptDocument] = []
    /// Pages as they look, and pictures.
    var pages: [PromptDocument] = []

    var inOrder: [PromptDocument] { EvidenceLayout.inOrder(texts + pages) }

    /// Documents some of whose pages are sent as they look.
    var paged: Set<Int> { Set(pages.filter { $0.form == .pages }.map(\.identity.id)) }

    /// What cannot stand in a prefix that other questions share: pages, and what else is sent of their documents.
    var besideUnits: [PromptDocument] {
        let paged = paged
        return EvidenceLayout.inOrder(texts.filter { paged.contains($0.identity.id) } + pages)
    }
}

extension Asking {
    /// Passages, short documents whole, pages as they look.
    func documents(_ findings: inout Findings, after earlier: [PromptDocument]) async throws -> FoundDocuments {
        var evidence = Evidence.unsent(findings.evidence, after: earlier)
        // What a conversation has of a document is not sent again in another form.
        if earlier.isEmpty { evidence = try await library.wholeWhereShort(evidence, findings.retrieval, request) }
        let pages = try await pages(of: evidence)
        let pictures = try await pictures(of: findings.evidence, after: earlier)
        findings.notes += pages.notes + pictures.notes
        let texts = EvidenceLayout.documents(
            Evidence.unsent(evidence, after: pages.documents), cut: BlockCutting.ranges)
        return FoundDocuments(texts: texts, pages: pages.documents + pictures.documents)
    }
}
