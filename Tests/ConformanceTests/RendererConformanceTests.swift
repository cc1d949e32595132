import CommandLine
import DocumentModel
import Extraction
import JSON
import PDFPages
import Rendering
import TestSupport
import Testing

/// What every renderer has to keep, whatever the documents hold.
@Suite struct RendererConformanceTests {
    /// Texts that try to be more than text.
    static let attacks = [
        "<script>document.title='owned'</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</style></title></blockquote><script>alert(1)</script>", "<!-- --!> <svg/onload=alert(1)>", "&lt;b&gt; &#x41;",
        "[click](javascript:alert(1)) ![pixel](http://tracker.example/p.png) <http://a.example>",
        "[^1]: a false footnote", "```\nnever closed", "~~~", "===", "# heading", "1. one\n2. two", "- a\n+ b",
        "$x$ |a|b|",
        "\\[a\\](b)", "http://a.example www.b.example c@d.example", "\u{1B}[31mred\u{1B}[0m\u{1B}]0;title\u{07}",
        "\u{1B}]8;;http://a.example\u{1B}\\link\u{1B}]8;;\u{1B}\\", "\u{9B}31m\u{9D}0;t\u{9C}",
        "\u{8}\u{8}\u{7F}\0\r\n",
        "right \u{202E}to left\u{202C} \u{2066}isolate\u{2069} \u{200F}mark",
        "\u{E0041}\u{E0042} tags \u{2028} \u{FFF9}",
        "{{7*7}} ${jndi:ldap://a}", "data:text/html,<b>", String(repeating: "wide", count: 300), "日本語のテキスト。" + "漢字",
    ]

    /// An answer in which the text stands everywhere where text of documents, models and people can stand.
    static func answer(of text: String, model: String) -> Answer {
        let document = DocumentIdentity(
            id: 1, path: "/docs/\(text.prefix(60)).pdf", name: text, title: "T " + text,
            sha256: String(repeating: "0", count: 64), collection: text)
        let note = Footnote(
            number: 1, document: document, span: TextSpan(0, 1), pages: [PageNumber(physical: 3, printed: text)],
            headingPath: [text, text], quote: text, state: .verified)
        var lost = note
        (lost.number, lost.span, lost.state, lost.since) = (2, nil, .unverified, .vanished)
        var answer = Answer(
            question: text,
            segments: [
                .init(text: text, footnotes: [1], support: .cited),
                .init(text: text, footnotes: [], support: .unsupported),
                .init(text: "\n\n" + text + "\n", footnotes: [1, 2], support: .cited),
            ], footnotes: [note, lost], outcome: .answered,
            unread: [.init(name: text, pages: [1], reason: text)], closest: [note], confidence: 0.5,
            model: .init(name: model, fallbackFrom: text, stopReason: text))
        answer.notes = [text]
        return answer
    }

    /// That an answer is given again, and from when it is, stands in each form of it.
    @Test(arguments: AnswerFormat.allCases) func notesAreInEveryRendering(format: AnswerFormat) {
        var answer = Self.answer(of: "The pump holds water.", model: "claude-sonnet-5-5")
        answer.notes = ["This answer was made on 2026-11-21 21:45 UTC and is given again."]
        let text = format.renderer(on: Terminal(isTerminal: false)).render(answer, [:])
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("made on 2026-11-21 21:45 UTC and is given again."))
    }

    static func rendered(_ format: AnswerFormat, _ answer: Answer) -> String {
        let quote = answer.footnotes.first?.quote ?? ""
        let illustration = Illustration(
            before: quote, after: quote,
            pictures: [PagePicture(page: PageNumber(physical: 3, printed: quote), png: [1, 2])],
            problem: quote)
        return format.renderer(on: Terminal(isTerminal: true, showsColor: true, showsLinks: true))
            .render(answer, [1: illustration])
    }

    /// The attacks, and the hostile documents of the sample corpus: their text as it is extracted, hidden text included, and
    /// of those that are text their very bytes.
    static func texts() async throws -> [String] {
        var texts = attacks
        let flyer = try #require(Project.bytes("corpus/community/partner-flyer-solar-days.pdf"))
        let pages = try await PDFWorkerPool(width: 1).read(PDFSource(bytes: flyer)).document()
        texts.append(String(decoding: pages.text, as: UTF8.self))
        for name in ["community/ticket-48213.txt", "community/forum-thread-solar-diverter.html"] {
            let bytes = Array(try #require(Project.text("corpus/\(name)")).utf8)
            let document = try await Extractors(Extractors.ofText).extract(SourceFile(name: name, bytes: bytes))
            texts += [String(decoding: bytes, as: UTF8.self), String(decoding: document.text, as: UTF8.self)]
        }
        return texts
    }

    @Test(arguments: AnswerFormat.allCases) func nothingOfADocumentControlsWhatShowsIt(format: AnswerFormat)
        async throws
    {
        for text in try await Self.texts() {
            for model in ["extractive", "a-model"] {
                let shown = Self.rendered(format, Self.answer(of: text, model: model))
                let bad = try Self.controls(in: shown, format)
                #expect(bad.isEmpty, "\(format): \(bad) of \(text.prefix(40).debugDescription)")
            }
        }
    }

    @Test(arguments: AnswerFormat.allCases) func noWordOfAQuoteIsLost(format: AnswerFormat) async throws {
        for text in try await Self.texts() {
            let shown = Self.rendered(format, Self.answer(of: text, model: "extractive"))
            let words = text.split { !($0.isASCII && $0.isLetter) }.filter { (4...20).contains($0.count) }
            for word in Set(words) { #expect(shown.contains(word), "\(format) lost \(word)") }
        }
    }

    @Test(arguments: AnswerFormat.allCases) func theSameAnswerGivesTheSameText(format: AnswerFormat) {
        let answer = Self.answer(of: Self.attacks.joined(separator: " "), model: "a-model")
        #expect(Self.rendered(format, answer) == Self.rendered(format, answer))
    }

    @Test(arguments: AnswerFormat.allCases) func whatIsNotProvedNeverLooksGood(format: AnswerFormat) throws {
        var shown = Self.rendered(format, Self.answer(of: "plain words", model: "a-model"))
        if format == .terminal {
            shown = try Self.withoutOwnSequences(shown).split(separator: /\s+/).joined(separator: " ")
        }
        if format == .json {
            let value = try JSONValue(parsing: shown)
            #expect(value["footnotes"]?[1]?["state"]?.string == "unverified")
            #expect(value["footnotes"]?[1]?["since"]?.string == "vanished")
            #expect(value["answer"]?["segments"]?[1]?["support"]?.string == "unsupported")
        } else {
            #expect(shown.contains("NOT VERIFIED") && shown.contains("THE SOURCE IS GONE"))
            #expect(shown.contains("no source"))
        }
    }

    @Test func nothingOfADocumentIsMarkupInHTML() async throws {
        for text in try await Self.texts() {
            let page = Self.rendered(.html, Self.answer(of: text, model: "a-model"))
            #expect(Self.foreignTag(in: page) == nil)
        }
    }

    @Test func nothingOfADocumentIsALinkAPictureOrHTMLInMarkdown() async throws {
        for text in try await Self.texts() {
            for model in ["extractive", "a-model"] {
                let shown = Self.rendered(.markdown, Self.answer(of: text, model: model))
                #expect(Self.foreignMarkup(in: shown) == nil)
            }
        }
    }

    /// What controls the thing that shows it, and is not the renderer's own.
    static func controls(in shown: String, _ format: AnswerFormat) throws -> [String] {
        let text = format == .terminal ? try withoutOwnSequences(shown) : shown
        return text.unicodeScalars.filter(isControl).map { String($0.value, radix: 16) }
    }

    /// A tag in a page that the renderer does not write; addresses lie inside the page or are of files.
    static func foreignTag(in page: String) -> String? {
        let own =
            /<(?:\/?(?:html|head|body|main|ol|ul|li|div|p|b|bdi|mark|figure|footer|h1|h2|title|style|blockquote|span|a|figcaption)|!DOCTYPE html|html lang="en"|meta charset="utf-8"|meta name="[a-z]+" content="[a-z=0-9, -]+"|meta http-equiv="Content-Security-Policy" content="[^"<>]+"|(?:h1|blockquote|figcaption|li class="source") dir="auto"|(?:div|p|span|li) class="[a-z ]+"(?: dir="auto")?|li class="source" id="source-\d+"|a class="[a-z]+" href="#source-\d+"|a href="file:\/\/\/[A-Za-z0-9\/._~%#=-]*" rel="noreferrer"|img alt="[^"<>]*" src="data:image\/png;base64,[A-Za-z0-9+\/=]*")>/
        let body = page.replacing(own, with: "")
        if page.contains("<script") { return "script" }
        return body.firstIndex(of: "<").map { String(body[$0...].prefix(60)) }
    }

    /// What could begin a link, a picture, code or HTML in Markdown, and is neither escaped nor the renderer's own.
    static func foreignMarkup(in markdown: String) -> String? {
        let own = /\]\(<\/[A-Za-z0-9._~%#=-][A-Za-z0-9\/._~%#=-]*>\)/
        let shown = markdown.replacing(own, with: ")")
        var isEscaped = false
        for (index, character) in zip(shown.indices, shown) {
            defer { isEscaped = !isEscaped && character == "\\" }
            guard !isEscaped, "<`~".contains(character) || character == "]" else { continue }
            // Only our own markers are left: [^1], [^12]
            let isMarker = character == "]" && shown[..<index].suffix(4).contains("[^")
            if !isMarker { return "\(shown[..<index].suffix(30)) | \(shown[index...].prefix(20))" }
        }
        return nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x09: false
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }

    /// Without the styles and links that are the renderer's own.
    private static func withoutOwnSequences(_ text: String) throws -> String {
        let style = /\u{1B}\[[0-9;]*m/
        let link = /\u{1B}\]8;;[!-~]*\u{1B}\\/
        return text.replacing(link, with: "").replacing(style, with: "")
    }
}
