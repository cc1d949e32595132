import DocumentModel
package import Quoting

/// Answers with the sentences of the documents that answer best, word for word: needs no key, no network and no money.
/// Each sentence is its own footnote.
package struct ExtractiveModel: LanguageModel {
    package static let name = "extractive"
    /// The stop reason of an answer that is there, and of one that is not.
    package static let extracted = "extracted"
    package static let declined = "not_in_documents"

    /// How common words are in the collection.
    private let counts: WordCounts?
    /// How sure retrieval is that the passages hold an answer.
    private let retrieval: Double?

    package init(counts: WordCounts? = nil, retrieval: Double? = nil) {
        self.counts = counts
        self.retrieval = retrieval
    }

    package func answer(_ prompt: PlannedPrompt) -> AsyncThrowingStream<ModelEvent, any Error> {
        let events = events(for: prompt)
        return AsyncThrowingStream { continuation in
            for event in events { continuation.yield(event) }
            continuation.finish()
        }
    }

    /// All events at once; a pure function of the prompt.
    package func events(for prompt: PlannedPrompt) -> [ModelEvent] {
        let found = Quoter().answer(
            prompt.question, from: ExtractiveModel.candidates(prompt), counts: counts, retrieval: retrieval)
        var events: [ModelEvent] = [.started(model: ExtractiveModel.name), .confidence(found.confidence)]
        for (index, quote) in found.quotes.enumerated() {
            let passage = prompt.passages[quote.candidate]
            let start = passage.range.lowerBound + quote.range.lowerBound
            let range = start..<(start + quote.range.count)
            if index > 0 { events += [.text("\n\n"), .blockEnd] }
            events.append(.citation(citation(of: range, passage, prompt)))
            events += [.text(ExtractiveModel.readable(range, passage, prompt)), .blockEnd]
        }
        events.append(.finished(stopReason: found.isDeclined ? ExtractiveModel.declined : ExtractiveModel.extracted))
        return events
    }

    /// What sentences are looked for in.
    package static func candidates(_ prompt: PlannedPrompt) -> [QuoteCandidate] {
        prompt.passages.enumerated().map { index, passage in
            let text = prompt.documents[passage.document].blocks[passage.block].text[passage.range]
            let layout: QuoteCandidate.Layout =
                switch passage.kind {
                case .prose: .prose
                case .table: .table
                default: .lines
                }
            return QuoteCandidate(
                id: index, text: Array(text), headingPath: passage.headingPath, score: passage.score, layout: layout)
        }
    }

    private func citation(
        of range: Range<Int>, _ passage: PromptPassage, _ prompt: PlannedPrompt
    ) -> ModelCitation {
        let document = prompt.documents[passage.document]
        let text = document.blocks[passage.block].text
        let place: ModelCitation.Place
        switch document.form {
        case .text:
            let start = codePoints(text[..<range.lowerBound])
            place = .characters(start..<(start + codePoints(text[range])))
        case .blocks, .results, .pages, .picture:
            place = .blocks(passage.block..<(passage.block + 1))
        }
        return ModelCitation(
            document: passage.document, place: place, quote: String(decoding: text[range], as: UTF8.self))
    }

    private func codePoints(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    /// The sentence on one line and without markup. Line ends of the page or file mean nothing in an answer; the bars
    /// between cells of a table do.
    private static func readable(_ range: Range<Int>, _ passage: PromptPassage, _ prompt: PlannedPrompt) -> String {
        let text = prompt.documents[passage.document].blocks[passage.block].text
        var kept: [UInt8] = []
        var position = range.lowerBound
        for markup in passage.markup {
            let part = markup.clamped(to: range)
            guard !part.isEmpty else { continue }
            kept += text[position..<max(position, part.lowerBound)]
            if passage.kind == .table { kept += text[part].filter { $0 == 0x7C } }
            position = max(position, part.upperBound)
        }
        kept += text[position..<max(position, range.upperBound)]
        var words = String(decoding: kept, as: UTF8.self).split(whereSeparator: \.isWhitespace)[...]
        while words.first == "|" { words.removeFirst() }
        while words.last == "|" { words.removeLast() }
        return words.joined(separator: " ")
    }
}
