import DocumentModel
package import LanguageModels

/// Lays passages out as the documents of a prompt: in canonical order, each document once, its passages in reading
/// order. The same passages give the same bytes, in whatever order retrieval ranked them.
package enum EvidenceLayout {
    /// Stands where text was left out between two passages.
    static let gap = Array("\n\n[...]\n\n".utf8)

    /// A prompt of a question and the passages that were found for it, the best first.
    package static func prompt(_ question: String, _ evidence: [Evidence]) -> PlannedPrompt {
        let documents = documents(evidence)
        let passages = evidence.flatMap { passage -> [PromptPassage] in
            guard let document = documents.firstIndex(where: { $0.identity.id == passage.document.id }) else {
                return []
            }
            return passage.visible.compactMap { part in
                for (number, block) in documents[document].blocks.enumerated() {
                    guard let piece = block.pieces.first(where: { $0.span.contains(part.span) }) else { continue }
                    let start = piece.range.lowerBound + part.span.start - piece.span.start
                    let markup = passage.markup.compactMap { $0.intersection(part.span) }
                        .map { ($0.start + start - part.span.start)..<($0.end + start - part.span.start) }
                    return PromptPassage(
                        document: document, block: number, range: start..<(start + part.span.byteCount),
                        headingPath: passage.headingPath, score: passage.score, kind: passage.kind, markup: markup)
                }
                return nil
            }
        }
        return PlannedPrompt(question: question, documents: documents, passages: passages)
    }

    package static func documents(_ evidence: [Evidence]) -> [PromptDocument] {
        var byDocument: [Int: [Evidence]] = [:]
        for passage in evidence { byDocument[passage.document.id, default: []].append(passage) }
        let groups = byDocument.values.map { $0.sorted { $0.span < $1.span } }
        return groups.sorted { isBefore($0[0].document, $1[0].document) }.map(document)
    }

    /// Collection, name, number: nothing that changes between two questions.
    private static func isBefore(_ a: DocumentIdentity, _ b: DocumentIdentity) -> Bool {
        if a.collection != b.collection { return a.collection < b.collection }
        if a.name != b.name { return a.name < b.name }
        return a.id < b.id
    }

    private static func document(_ passages: [Evidence]) -> PromptDocument {
        let identity = passages[0].document
        let isProse = passages.allSatisfy { $0.kind == .prose }
        let title = identity.title.map { "\($0) (\(identity.name))" } ?? identity.name
        if isProse {
            return PromptDocument(identity: identity, title: title, form: .text, blocks: [joined(passages)])
        }
        return PromptDocument(
            identity: identity, title: title, form: .blocks,
            blocks: passages.flatMap(\.visible).map { part in
                PromptBlock(text: Array(part.text), pieces: [PromptPiece(range: 0..<part.text.count, span: part.span)])
            })
    }

    /// What can be seen of passages of one document, as one text; what overlaps stands once.
    private static func joined(_ passages: [Evidence]) -> PromptBlock {
        var block = PromptBlock(text: [], pieces: [])
        var end: Int?
        for part in passages.flatMap(\.visible) {
            let start = max(part.span.start, end ?? part.span.start)
            guard start < part.span.end else { continue }
            if let end, start > end { block.text += gap }
            let from = block.text.count
            block.text += part.text.dropFirst(start - part.span.start)
            block.append(PromptPiece(range: from..<block.text.count, span: TextSpan(start, part.span.end)))
            end = part.span.end
        }
        return block
    }
}

extension PromptBlock {
    /// Adds a piece, growing the last one when the new one goes on where it ends on both sides.
    fileprivate mutating func append(_ piece: PromptPiece) {
        if let last = pieces.last, last.range.upperBound == piece.range.lowerBound, last.span.end == piece.span.start {
            pieces[pieces.count - 1] = PromptPiece(
                range: last.range.lowerBound..<piece.range.upperBound, span: last.span.union(piece.span))
        } else {
            pieces.append(piece)
        }
    }
}
