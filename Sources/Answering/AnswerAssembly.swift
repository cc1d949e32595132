package import Claude
package import DocumentModel
package import LanguageModels

/// Follows a model's events and makes segments and footnotes of them: events in, what became final out. No I/O.
package struct AnswerAssembly {
    /// What a reader can be shown at once.
    package enum Update: Sendable, Hashable {
        case text(String)
        /// A footnote's first use, behind the text that was just shown.
        case footnote(FootnoteDraft)
        /// A marker of a footnote that is known already.
        case marker(Int)
        case thinking(String)
        case step(String)
        /// What the call cost, now that it is known.
        case usage(ModelReply)
    }

    /// A footnote before its page, line and heading are looked up.
    package struct FootnoteDraft: Sendable, Hashable {
        package var number: Int
        /// Index into the prompt's documents.
        package var document: Int?
        package var span: TextSpan?
        package var quote: String
        package var state: Footnote.State
        /// Whether the document is a picture of a page, in which nothing can be quoted.
        package var isPicture = false
    }

    /// What came, block by block.
    private var blocks: [Answer.Segment] = []
    /// The answer with what supports each sentence of it.
    package var segments: [Answer.Segment] { ClaimSupport.settled(blocks) }
    package private(set) var footnotes: [FootnoteDraft] = []
    package private(set) var model = ""
    package private(set) var stopReason: String?
    /// The model's own, when it gave one.
    package private(set) var confidence: Double?
    /// Every response so far; the last one holds the answer.
    package private(set) var replies: [ModelReply] = []
    /// Why nothing more came, when the answer broke off.
    package private(set) var interruption: ClaudeError?
    /// What the model did before it answered, in words for people.
    package private(set) var steps: [String] = []
    /// Why the model could not look up all that it wanted to.
    package private(set) var curtailment: (any Error)?
    /// All documents that could be cited, those that came later included.
    package var documents: [PromptDocument] { resolver.documents }
    private var resolver: CitationResolver
    private var openText = ""
    private var openCitations: [ModelCitation] = []

    package init(_ prompt: PlannedPrompt) {
        resolver = CitationResolver(prompt.documents)
    }

    package mutating func receive(_ event: ModelEvent) -> [Update] {
        switch event {
        case .started(let name):
            model = name
            return []
        case .began:
            return []
        case .thinking(let text):
            return [.thinking(text)]
        case .text(let text):
            openText += text
            // Which sentences rest on a picture shows at their ends; their markers belong right behind them.
            return hasPictures ? [] : [.text(text)]
        case .citation(let citation):
            openCitations.append(citation)
            return []
        case .blockEnd:
            return closeBlock()
        case .confidence(let value):
            confidence = value
            return []
        case .sources(let documents):
            resolver.documents += documents
            return []
        case .step(let step):
            steps.append(step)
            return [.step(step)]
        case .curtailed(let reason):
            curtailment = reason
            return receive(.step("The search ends here: no further round is paid for."))
        case .replied(let reply):
            replies.append(reply)
            return [.usage(reply)]
        case .interrupted(let error):
            let updates = closeBlock()
            interruption = error
            stopReason = "interrupted"
            return updates
        case .finished(let reason):
            let updates = closeBlock()
            stopReason = reason
            return updates
        }
    }

    private mutating func closeBlock() -> [Update] {
        defer {
            openText = ""
            openCitations = []
        }
        guard !openText.isEmpty || !openCitations.isEmpty else { return [] }
        let places = merged(openCitations.flatMap { resolver.resolve($0) })
        let pieces = hasPictures && places.isEmpty ? PictureSentence.pieces(openText) : [openText]
        return pieces.flatMap { add($0, places) }
    }

    /// - Parameter places: what the piece cites.
    private mutating func add(_ text: String, _ places: [CitationResolver.Resolved]) -> [Update] {
        var updates: [Update] = hasPictures ? [.text(text)] : []
        var used: [(number: Int, isNew: Bool)] = []
        for place in places { used.append(number(of: place)) }
        let isProved = used.contains { footnotes[$0.number - 1].state != .unverified }
        let picture = PictureSentence.number(text).flatMap { document(ofPicture: $0) }
        if let picture { used.append(number(ofPicture: picture)) }
        var numbers: [Int] = []
        for (number, isNew) in used where !numbers.contains(number) {
            numbers.append(number)
            updates.append(isNew ? .footnote(footnotes[number - 1]) : .marker(number))
        }
        // Whether a text without footnotes claims something shows only in its sentence: see `ClaimSupport`. An invented
        // quotation supports nothing.
        let support: Answer.Segment.Support =
            isProved ? .cited : picture != nil ? .picture : numbers.isEmpty ? .connective : .unsupported
        blocks.append(Answer.Segment(text: text, footnotes: numbers, support: support))
        return updates
    }

    private var hasPictures: Bool { documents.contains { $0.form == .picture } }

    private func document(ofPicture number: Int) -> Int? { documents.firstIndex { $0.number == number } }

    /// The footnote of a picture, one for all that was read from it.
    private mutating func number(ofPicture document: Int) -> (Int, isNew: Bool) {
        if let known = footnotes.first(where: { $0.isPicture && $0.document == document }) {
            return (known.number, false)
        }
        let draft = FootnoteDraft(
            number: footnotes.count + 1, document: document, span: nil, quote: "", state: .unverified, isPicture: true)
        footnotes.append(draft)
        return (draft.number, true)
    }

    /// Places of one claim: those that overlap, or between which nothing stands but white space, are one.
    private func merged(_ places: [CitationResolver.Resolved]) -> [CitationResolver.Resolved] {
        var result: [CitationResolver.Resolved] = []
        for place in places {
            var place = place
            var position = result.count
            // What has grown may reach the next one.
            while let (index, whole) = result.indices.lazy.compactMap({ index in
                union(result[index], place).map { (index, $0) }
            }).first {
                result.remove(at: index)
                position = min(position, index)
                place = whole
            }
            result.insert(place, at: min(position, result.count))
        }
        return result
    }

    /// Two places as one; nil when they lie apart.
    private func union(
        _ a: CitationResolver.Resolved, _ b: CitationResolver.Resolved
    ) -> CitationResolver.Resolved? {
        guard resolver.isSame(a.document, b.document), a.state == b.state else { return nil }
        guard let document = a.document, let first = a.span, let second = b.span else {
            return a.span == nil && b.span == nil && a.quote == b.quote ? a : nil
        }
        if first.contains(second) { return a }
        if second.contains(first) { return b }
        let both = first.union(second)
        let gap = max(0, both.byteCount - first.byteCount - second.byteCount)
        guard gap < AnswerAssembly.widestGap, let text = resolver.text(of: document, at: both) else { return nil }
        let start = min(first.end, second.end) - both.start
        guard text.utf8.dropFirst(start).prefix(gap).allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else {
            return nil
        }
        var whole = a
        (whole.span, whole.quote) = (both, text)
        return whole
    }

    /// More white space than this between two places sets them apart.
    private static let widestGap = 64

    /// The number of a place; one that was cited before, or lies in one that was, keeps its number.
    private mutating func number(of place: CitationResolver.Resolved) -> (Int, isNew: Bool) {
        let known = footnotes.first { note in
            guard resolver.isSame(note.document, place.document), note.state == place.state else { return false }
            guard let a = note.span, let b = place.span else {
                return note.span == nil && place.span == nil && note.quote == place.quote
            }
            return a.contains(b)
        }
        if let known { return (known.number, false) }
        let draft = FootnoteDraft(
            number: footnotes.count + 1, document: place.document, span: place.span, quote: place.quote,
            state: place.state)
        footnotes.append(draft)
        return (draft.number, true)
    }
}
