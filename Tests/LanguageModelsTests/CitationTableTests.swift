import Claude
import DocumentModel
import JSON
import LanguageModels
import Testing

@Suite struct CitationTableTests {
    private func document(_ id: Int, _ form: PromptDocument.Form) -> PromptDocument {
        let identity = DocumentIdentity(
            id: id, path: nil, name: "\(id)", title: nil, sha256: "", collection: "default")
        return PromptDocument(identity: identity, title: "\(id)", form: form, blocks: [])
    }

    private var table: CitationTable {
        CitationTable([document(0, .text), document(1, .results), document(2, .pages), document(3, .results)])
    }

    @Test func documentsAndSearchResultsAreCountedSeparately() {
        let cases: [(Citation, Int, ModelCitation.Place)] = [
            (
                .characters(DocumentCitation(.characters, 3..<9, of: 0, title: nil, citedText: "q")), 0,
                .characters(3..<9)
            ),
            (.pages(DocumentCitation(.pages, 5..<6, of: 1, title: nil, citedText: "q")), 2, .pages(5..<6)),
            (.blocks(DocumentCitation(.blocks, 0..<2, of: 1, title: nil, citedText: "q")), 2, .blocks(0..<2)),
            (
                .searchResult(SearchResultCitation(1..<2, of: 1, source: "s", title: nil, citedText: "q")), 3,
                .blocks(1..<2)
            ),
        ]
        for (citation, document, place) in cases {
            #expect(table.citation(citation) == ModelCitation(document: document, place: place, quote: "q"))
        }
    }

    @Test func whatNamesNothingThatWasSentKeepsItsQuoteAndHasNoPlace() {
        let beyond = Citation.characters(DocumentCitation(.characters, 0..<1, of: 7, title: nil, citedText: "q"))
        #expect(table.citation(beyond).document == -1)
        let web = Citation.webSearchResult(
            WebSearchCitation(url: "https://example.org", title: nil, encryptedIndex: "x", citedText: "words"))
        #expect(table.citation(web) == ModelCitation(document: -1, place: .nowhere, quote: "words"))
        let backwards: JSONValue = [
            "type": "char_location", "cited_text": "q", "document_index": 0, "document_title": .null,
            "start_char_index": 9, "end_char_index": 3,
        ]
        #expect(Citation(json: backwards).map { table.citation($0).place } == .nowhere)
    }
}
