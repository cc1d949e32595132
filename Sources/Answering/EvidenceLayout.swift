package import DocumentModel
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
                    // What has no sentences is quoted in lines.
                    let isLog = passage.manner == .lines && passage.kind == .prose
                    return PromptPassage(
                        document: document, block: number, range: start..<(start + part.span.byteCount),
                        headingPath: passage.headingPath, score: passage.score,
                        kind: isLog ? .code : passage.kind, markup: markup)
                }
                return nil
            }
        }
        return PlannedPrompt(question: question, documents: documents, passages: passages)
    }

    /// - Parameter cut: cuts the passages of a document that is cited in blocks into those blocks; whole without it.
    package static func documents(
        _ evidence: [Evidence], cut: ([UInt8], BlockCutting.Manner) -> [Range<Int>] = { text, _ in [0..<text.count] }
    ) -> [PromptDocument] {
        var byDocument: [Int: [Evidence]] = [:]
        for passage in evidence { byDocument[passage.document.id, default: []].append(passage) }
        let groups = byDocument.values.map { $0.sorted { $0.span < $1.span } }
        return groups.sorted { isBefore($0[0].document, $1[0].document) }.map { document($0, cut) }
    }

    /// The documents of a prompt in the order in which they are sent: texts and pages by name, pictures behind them.
    package static func inOrder(_ documents: [PromptDocument]) -> [PromptDocument] {
        func isFirst(_ a: PromptDocument, _ b: PromptDocument) -> Bool {
            if (a.form == .picture) != (b.form == .picture) { return b.form == .picture }
            if a.form == .picture { return (a.number ?? 0) < (b.number ?? 0) }
            if a.identity.id != b.identity.id { return isBefore(a.identity, b.identity) }
            return a.form == .pages && b.form != .pages
        }
        return documents.sorted(by: isFirst)
    }

    /// Collection, name, number: nothing that changes between two questions.
    package static func isBefore(_ a: DocumentIdentity, _ b: DocumentIdentity) -> Bool {
        if a.collection != b.collection { return a.collection < b.collection }
        if a.name != b.name { return a.name < b.name }
        return a.id < b.id
    }

    private static func document(
        _ passages: [Evidence], _ cut: ([UInt8], BlockCutting.Manner) -> [Range<Int>]
    ) -> PromptDocument {
        let identity = passages[0].document
        let hasSentences = passages.allSatisfy { $0.manner == .sentences }
        if hasSentences {
            return PromptDocument(identity: identity, title: title(passages), form: .text, blocks: [joined(passages)])
        }
        let blocks = passages.flatMap { EvidenceLayout.blocks(of: $0, cut: cut) }
        return PromptDocument(identity: identity, title: title(passages), form: .blocks, blocks: blocks)
    }

    /// What can be seen of a passage, in blocks.
    static func blocks(of passage: Evidence, cut: ([UInt8], BlockCutting.Manner) -> [Range<Int>]) -> [PromptBlock] {
        passage.visible.flatMap { part in
            let text = Array(part.text)
            return cut(text, passage.manner).map { range in
                let span = TextSpan(part.span.start + range.lowerBound, part.span.start + range.upperBound)
                return PromptBlock(
                    text: Array(text[range]), pieces: [PromptPiece(range: 0..<range.count, span: span)])
            }
        }
    }

    /// The document's name, and the headings under which all its passages stand.
    static func title(_ passages: [Evidence]) -> String {
        let identity = passages[0].document
        var path = passages[0].headingPath
        for passage in passages {
            let common = zip(path, passage.headingPath).prefix { $0 == $1 }.count
            path = Array(path.prefix(common))
        }
        if path.first == identity.title { path = Array(path.dropFirst()) }
        return name(of: identity, path.isEmpty ? nil : path.joined(separator: " > "))
    }

    /// "Warranty terms (policies/warranty.md) > Batteries"
    static func name(of identity: DocumentIdentity, _ place: String?) -> String {
        let name = identity.title.map { "\($0) (\(identity.name))" } ?? identity.name
        // The API takes titles of 500 characters.
        return String((place.map { "\(name) > \($0)" } ?? name).prefix(480))
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
