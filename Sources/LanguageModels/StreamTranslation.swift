package import Claude
import JSON

/// What a stream of the API means, event by event. Pure.
package struct StreamTranslation {
    private let table: CitationTable

    package init(_ table: CitationTable) { self.table = table }

    package func events(of action: MessageAccumulator.Action, model: String) -> [ModelEvent] {
        switch action {
        case .messageStart: [.started(model: model)]
        case .text(let text, _): [.text(text)]
        case .thinking(let text, _): text.isEmpty ? [] : [.thinking(text)]
        case .citation(let citation, _): [.citation(table.citation(citation))]
        // A block of text may come whole with its start; what it holds then came in no delta.
        case .blockStart(_, .text(let block)): table.events(of: block)
        case .blockStop(_, .text): [.blockEnd]
        case .blockStart, .blockStop, .signature, .inputJSON, .messageDelta, .messageStop, .ping, .other: []
        }
    }
}

/// Which document of the prompt the API's numbers mean: documents and search results are counted separately, each through
/// the whole request.
package struct CitationTable: Sendable {
    private var documents: [Int] = []
    private var results: [Int] = []

    package init(_ documents: [PromptDocument]) {
        for (index, document) in documents.enumerated() {
            switch document.form {
            case .results: results.append(index)
            case .picture: break
            case .text, .blocks, .pages: self.documents.append(index)
            }
        }
    }

    /// The citation in the prompt's terms. One that names a document that is not there, or nothing that was sent, keeps its
    /// quote and has no place.
    package func citation(_ citation: Citation) -> ModelCitation {
        let quote = citation.citedText
        func made(_ table: [Int], _ index: Int, _ place: (Range<Int>) -> ModelCitation.Place, _ start: Int, _ end: Int)
            -> ModelCitation
        {
            ModelCitation(
                document: table.indices.contains(index) ? table[index] : -1,
                place: start <= end ? place(start..<end) : .nowhere, quote: quote)
        }
        switch citation {
        case .characters(let at):
            return made(documents, at.documentIndex, ModelCitation.Place.characters, at.start, at.end)
        case .pages(let at):
            return made(documents, at.documentIndex, ModelCitation.Place.pages, at.start, at.end)
        case .blocks(let at):
            return made(documents, at.documentIndex, ModelCitation.Place.blocks, at.start, at.end)
        case .searchResult(let at):
            return made(results, at.searchResultIndex, ModelCitation.Place.blocks, at.start, at.end)
        case .webSearchResult, .other:
            return ModelCitation(document: -1, place: .nowhere, quote: quote)
        }
    }

    fileprivate func events(of block: TextBlock) -> [ModelEvent] {
        (block.text.isEmpty ? [] : [.text(block.text)]) + (block.citations ?? []).map { .citation(citation($0)) }
    }
}

extension StreamTranslation {
    /// The events of a message that came whole, as if it had been streamed.
    package static func events(of reply: ModelReply, _ table: CitationTable) -> [ModelEvent] {
        var events: [ModelEvent] = [.started(model: reply.message.model)]
        for block in reply.message.content {
            guard case .text(let text) = block else { continue }
            events += table.events(of: text) + [.blockEnd]
        }
        return events + [.replied(reply), .finished(stopReason: reply.message.stopReason?.rawValue ?? "end_turn")]
    }
}
