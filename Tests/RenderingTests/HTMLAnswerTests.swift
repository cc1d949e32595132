import CommandLine
import DocumentModel
import Testing

@testable import Rendering

@Suite struct HTMLAnswerTests {
    private let page = HTMLAnswer().render(
        sampleAnswer,
        [
            1: Illustration(
                before: "It says ", after: " and more.",
                pictures: [
                    PagePicture(page: PageNumber(physical: 6, printed: "2"), png: [0x89, 0x50, 0x4E, 0x47, 0x0D])
                ])
        ])

    @Test func aMarkerLeadsToItsSource() {
        #expect(page.contains("Ten years<a class=\"marker\" href=\"#source-1\">[1]</a>"))
        #expect(page.contains("<li class=\"source\" id=\"source-1\">"))
    }

    @Test func thePassageIsShownWithThePicturesOfItsPages() {
        #expect(page.contains("It says <mark>ten\nyears</mark> and more."))
        #expect(page.contains("src=\"data:image/png;base64,iVBORw0=\""))
        #expect(page.contains("page 2 of manual.pdf"))
    }

    @Test func linksOpenTheFileAtThePage() {
        #expect(page.contains("href=\"file:///docs/manual.pdf#page=6\""))
    }

    @Test func aClaimWithoutSupportIsMarked() {
        #expect(page.contains("<span class=\"claim\">\n\nEverything else is covered forever by us.</span>"))
        #expect(page.contains("[no source]"))
    }

    @Test(arguments: [
        ([], ""), ([1], "AQ=="), ([1, 2], "AQI="), ([1, 2, 3], "AQID"), ([255, 254, 253, 252], "//79/A=="),
    ])
    func picturesAreEncoded(bytes: [UInt8], text: String) {
        #expect(Base64.of(bytes) == text)
    }
}

@Suite struct MarkdownAnswerTests {
    private let text = MarkdownAnswer().render(sampleAnswer)

    @Test func footnotesAreFootnotes() {
        #expect(text.hasPrefix("Ten years[^1], and screens two"))
        #expect(
            text.contains(
                "\n[^1]: **Manual** ([manual.pdf](</docs/manual.pdf#page=6>)), pages 2-3 (PDF pages 6-7), Warranty"
            ))
        #expect(text.contains("**NOT VERIFIED: these words were not found in the source**"))
        #expect(text.contains("\u{201C}ten years\u{201D}"))
    }

    @Test(arguments: [
        ("1. first", "1\\. first"), ("- item", "\\- item"), ("a - b", "a - b"), ("# h", "\\# h"), ("=== ", "\\=== "),
        ("v1.2 and 3.5", "v1.2 and 3.5"), ("http://a.b", "http:\\//a.b"), ("www.a.b", "www\\.a.b"),
        ("a*b*", "a\\*b\\*"),
    ])
    func textOfDocumentsMeansOnlyItself(text: String, escaped: String) {
        #expect(MarkdownEscape.whole(text) == escaped)
    }

    @Test func whatAModelWroteKeepsItsLists() {
        var answer = sampleAnswer
        answer.model.name = "a-model"
        answer.segments = [.init(text: "- **Ten** years [x](http://a)", footnotes: [1], support: .cited)]
        #expect(MarkdownAnswer().render(answer).hasPrefix("- **Ten** years \\[x\\](http://a)[^1]"))
    }
}

@Suite struct DisplayWidthTests {
    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👍", 2), ("\u{200B}", 0), ("한글", 4), ("ｱ", 1), ("é", 1)])
    func countsColumns(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [10, 20, 33]) func aWordThatIsTooLongGoesOnInTheNextLine(width: Int) {
        let text = "See http://ember-hub.local:8080/api/v2/reserve?module=1&value=0.35&kept=forever[1] for this."
        let lines = DisplayLines.wrapped(DisplayLines.pieces(text), width: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        let indented = DisplayLines.wrapped(DisplayLines.pieces(text), width: width, indent: "    ")
        #expect(indented.allSatisfy { DisplayWidth.of($0) <= width }, "\(indented)")
        let terminal = Terminal(isTerminal: false, width: width)
        var streamed = StreamedAnswer(terminal)
        let shown = text.map { streamed.text(String($0)) }.joined() + streamed.rest()
        #expect(
            shown.split(separator: "\n").map(String.init)
                == DisplayLines.wrapped(DisplayLines.pieces(text), width: width))
    }

    @Test(arguments: [10, 20, 33]) func noLineIsWider(width: Int) {
        let text = "Ein Satz mit Wörtern und 日本語のテキストは空白がありません。そして続く words 👍 again"
        let lines = DisplayLines.wrapped(DisplayLines.pieces(text), width: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
}

@Suite struct ReceiptLineTests {
    @Test func saysWhatTheAnswerTook() {
        var answer = sampleAnswer
        #expect(ReceiptLine.of(answer).hasPrefix("No model was asked; 1 of 3"))
        answer.model.name = "some-model"
        answer.usage.input = 10
        answer.usage.cacheRead = 990
        answer.usage.output = 7
        answer.cost?.nanoDollars = 1_230_001
        answer.cost?.uncachedNanoDollars = 4_000_000
        answer.timings.total = 2_345
        answer.id = 5
        #expect(
            ReceiptLine.of(answer)
                == "some-model; 1000 tokens in (990 from the cache), 7 out; $0.0013, the cache saved $0.0028; 2.3 s; "
                + "1 of 3 footnotes not verified; 1 claim without a source; kept as #5.")
    }
}
