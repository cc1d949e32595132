import DocumentModel
import LanguageModels
import Testing

@testable import Answering

/// A prompt of one text document whose passages lie apart in the stored text.
private func prompt(_ passages: [(start: Int, text: String)], kind: Passage.Kind = .prose) -> PlannedPrompt {
    let identity = DocumentIdentity(
        id: 1, path: nil, name: "a.txt", title: "A", sha256: String(repeating: "0", count: 64), collection: "default")
    let evidence = passages.map { passage in
        let bytes = Array(passage.text.utf8)
        return Evidence(
            document: identity, span: TextSpan(passage.start, passage.start + bytes.count), text: bytes,
            headingPath: [],
            kind: kind, score: 1)
    }
    return PlannedPrompt(question: "?", documents: EvidenceLayout.documents(evidence))
}

private func resolve(
    _ quote: String, at range: Range<Int>, in prompt: PlannedPrompt
) -> [CitationResolver.Resolved] {
    var resolver = CitationResolver(prompt.documents)
    return resolver.resolve(ModelCitation(document: 0, place: .characters(range), quote: quote))
}

@Suite struct CitationResolverTests {
    @Test func aQuoteWhereItWasSaidToStandIsVerified() {
        let prompt = prompt([(100, "Batteries are covered for 6 months.")])
        #expect(
            resolve("covered for 6 months", at: 14..<34, in: prompt) == [
                .init(document: 0, span: TextSpan(114, 134), quote: "covered for 6 months", state: .verified)
            ])
    }

    @Test func codePointsAreCountedNotBytesNorUTF16Units() {
        let prompt = prompt([(0, "😀é 中文 Grüße aus Köln")])
        let found = resolve("Grüße", at: 6..<11, in: prompt)
        #expect(found.map(\.quote) == ["Grüße"])
        #expect(found.map(\.state) == [.verified])
        #expect(found[0].span == TextSpan(14, 21))
    }

    @Test func utf16OffsetsAreFoundOutAndToldAsMoved() {
        let prompt = prompt([(0, "😀😀😀 one two one two")])
        // In UTF-16 units the second "one" begins at 15; in code points there is a "one" at 4 and at 12.
        let found = resolve("one", at: 15..<18, in: prompt)
        #expect(found.map(\.state) == [.verifiedMoved])
        #expect(found[0].span == TextSpan(21, 24))
    }

    @Test func aQuoteThatStandsElsewhereIsMovedToTheNearestPlace() {
        let prompt = prompt([(0, "yes no yes no yes")])
        #expect(resolve("yes", at: 9..<12, in: prompt).map(\.span) == [TextSpan(7, 10)])
        #expect(resolve("yes", at: 9..<12, in: prompt).map(\.state) == [.verifiedMoved])
    }

    @Test func whiteSpaceLigaturesAndHyphenationDoNotMatter() {
        let prompt = prompt([(0, "The o\u{FB03}ce is inter-\nnational   and\topen.")])
        let found = resolve("office is international and open.", at: 4..<39, in: prompt)
        #expect(found.map(\.state) == [.verified])
        #expect(found[0].quote == "o\u{FB03}ce is inter-\nnational   and\topen.")
    }

    @Test func anInventedQuoteIsNeverVerified() {
        let prompt = prompt([(0, "Batteries are covered for 6 months.")])
        let found = resolve("Batteries are covered for 8 months.", at: 0..<35, in: prompt)
        #expect(
            found == [
                .init(document: 0, span: nil, quote: "Batteries are covered for 8 months.", state: .unverified)
            ])
    }

    @Test(arguments: ["", "   ", "\n"]) func anEmptyQuoteProvesNothing(quote: String) {
        #expect(resolve(quote, at: 0..<5, in: prompt([(0, "Some text")])).map(\.state) == [.unverified])
    }

    @Test func rangesOutsideOfTheDocumentStillFindTheQuote() {
        let prompt = prompt([(0, "short text")])
        #expect(resolve("text", at: 900..<904, in: prompt).map(\.state) == [.verifiedMoved])
    }

    @Test func aDocumentThatDoesNotExistIsUnverified() {
        var resolver = CitationResolver(prompt([(0, "text")]).documents)
        let found = resolver.resolve(ModelCitation(document: 7, place: .characters(0..<4), quote: "text"))
        #expect(found == [.init(document: nil, span: nil, quote: "text", state: .unverified)])
    }

    @Test func aQuoteAcrossAGapIsTwoPlaces() {
        let prompt = prompt([(0, "first part"), (500, "second part")])
        let text = String(decoding: prompt.documents[0].blocks[0].text, as: UTF8.self)
        let found = resolve(text, at: 0..<text.unicodeScalars.count, in: prompt)
        #expect(found.map(\.span) == [TextSpan(0, 10), TextSpan(500, 511)])
        #expect(found.map(\.quote) == ["first part", "second part"])
    }

    @Test func ourOwnSeparatorIsNoEvidence() {
        let prompt = prompt([(0, "first"), (500, "second")])
        #expect(resolve("[...]", at: 7..<12, in: prompt).map(\.state) == [.unverified])
    }

    /// The service reads a page's text by itself: white space may differ from ours anywhere, letters may not.
    @Test(arguments: [
        ("The fuse of  unit\nA is 25 A.", Footnote.State.verified), ("Thefuse ofunit A is2 5A.", .verified),
        ("The fuse of unit A is 52 A.", .unverified), ("The fuse of unit B is 16 A.", .verifiedMoved),
    ])
    func aPageIsCitedByItsTextLayer(quote: String, state: Footnote.State) throws {
        let identity = DocumentIdentity(
            id: 1, path: nil, name: "a.pdf", title: nil, sha256: "", collection: "default")
        let texts = ["The fuse of unit A is 25 A.", "The fuse of unit B is 16 A."].map { Array($0.utf8) }
        let pages = [
            SentPage(number: 4, span: TextSpan(100, 127), text: texts[0]),
            SentPage(number: 9, span: TextSpan(500, 527), text: texts[1]),
        ]
        let document = PageLayout.document(identity, pages, pdf: "")
        #expect(document.title == "a.pdf > pages 4, 9")
        var resolver = CitationResolver([document])
        let found = resolver.resolve(ModelCitation(document: 0, place: .pages(1..<2), quote: quote))
        #expect(found.map(\.state) == [state])
        let span = state == .verified ? pages[0].span : state == .verifiedMoved ? pages[1].span : nil
        #expect(found[0].span == span)
    }

    @Test func blocksAreCitedWhole() {
        let prompt = prompt([(0, "a;1\n"), (50, "b;2\n")], kind: .table)
        var resolver = CitationResolver(prompt.documents)
        let found = resolver.resolve(ModelCitation(document: 0, place: .blocks(1..<2), quote: "b;2\n"))
        #expect(found.map(\.span) == [TextSpan(50, 53)])
        #expect(found.map(\.state) == [.verified])
        let wrong = resolver.resolve(ModelCitation(document: 0, place: .blocks(0..<1), quote: "b;2\n"))
        #expect(wrong.map(\.span) == [TextSpan(50, 53)])
        #expect(wrong.map(\.state) == [.verifiedMoved])
    }
}
