import CommandLine
import DocumentModel
import Rendering
import Testing

/// An answer with one footnote of each state, from documents that try to do harm.
let sampleAnswer: Answer = {
    func document(_ name: String, title: String?) -> DocumentIdentity {
        DocumentIdentity(
            id: 1, path: "/docs/\(name)", name: name, title: title, sha256: String(repeating: "a", count: 64),
            collection: "default")
    }
    let manual = document("manual.pdf", title: "Manual")
    let notes = document("notes\u{1B}[31m.md", title: nil)
    var answer = Answer(
        question: "How long?",
        segments: [
            .init(text: "Ten years", footnotes: [1], support: .cited),
            .init(text: ", and screens two\u{1B}]0;owned\u{07}.", footnotes: [2], support: .cited),
            .init(text: "\n\nEverything else is covered forever by us.", footnotes: [], support: .unsupported),
            .init(text: " So they say", footnotes: [3], support: .cited),
        ],
        footnotes: [
            Footnote(
                number: 1, document: manual, span: TextSpan(10, 19),
                pages: [PageNumber(physical: 6, printed: "2"), PageNumber(physical: 7, printed: "3")],
                headingPath: ["Warranty", "Batteries"], quote: "ten\nyears", state: .verified),
            Footnote(
                number: 2, document: notes, span: TextSpan(0, 3), lines: LineRange(first: 3, last: 4),
                quote: "two\u{202E}",
                state: .verifiedMoved),
            Footnote(number: 3, document: manual, span: nil, quote: "never said", state: .unverified),
        ],
        outcome: .answered, unread: [.init(name: "scan.pdf", pages: [2, 3], reason: "no text on these pages")],
        confidence: 0.8765, model: .init(name: "extractive", stopReason: "extracted"))
    answer.timings.total = 12
    return answer
}()

@Suite struct TerminalAnswerTests {
    private let plain = TerminalAnswer(Terminal(isTerminal: false)).text(sampleAnswer)

    @Test func markersStandBehindTheirClaims() {
        #expect(plain.hasPrefix("Ten years[1], and screens two"))
        #expect(plain.contains("So they say[3]"))
    }

    @Test func aClaimWithoutSupportIsMarked() {
        #expect(plain.contains("Everything else is covered forever by us.[no source]"))
    }

    @Test func pagesAreNamedAsPrintedAndAsCounted() {
        #expect(plain.contains("[1] Manual (manual.pdf), pages 2-3 (PDF pages 6-7), Warranty > Batteries"))
        #expect(plain.contains("    \"ten years\""))
    }

    @Test func whatIsNotProvedSaysSo() {
        #expect(plain.contains("NOT VERIFIED"))
        #expect(plain.contains("(found elsewhere in the document)"))
    }

    @Test func whatWasNotReadIsNamed() {
        #expect(plain.contains("- scan.pdf, pages 2, 3: no text on these pages"))
    }

    @Test(arguments: [false, true]) func documentsCannotControlTheTerminal(isTerminal: Bool) {
        let terminal = Terminal(isTerminal: isTerminal, showsColor: isTerminal, showsLinks: isTerminal)
        let text = TerminalAnswer(terminal).text(sampleAnswer)
        #expect(!text.contains("\u{1B}]0;"))
        #expect(!text.contains("\u{1B}[31m.md"))
        #expect(!text.contains("\u{07}"))
        #expect(!text.contains("\u{202E}"))
    }

    @Test func linksOpenTheFileAtThePageOrLine() {
        let text = TerminalAnswer(Terminal(isTerminal: true, showsLinks: true)).text(sampleAnswer)
        #expect(text.contains("file:///docs/manual.pdf#page=6"))
        #expect(text.contains("#L3"))
    }

    @Test func noLineIsWiderThanTheTerminal() {
        var long = sampleAnswer
        long.segments[0].text = Array(repeating: "word", count: 60).joined(separator: " ")
        let text = TerminalAnswer(Terminal(isTerminal: false, width: 40)).text(long)
        let body = text.split(separator: "\n").prefix { !$0.hasPrefix("[1]") }
        #expect(body.allSatisfy { $0.count <= 40 })
    }

    /// Names, titles, headings and quotes that are one long word go on in the next line, and every part of a name is a link.
    @Test(arguments: [20, 40, 80]) func noFootnoteIsWiderThanTheTerminal(width: Int) throws {
        var long = sampleAnswer
        let word = String(repeating: "Überweisung_", count: 12)
        let document = DocumentIdentity(
            id: 1, path: "/docs/\(word).pdf", name: word + ".pdf", title: word,
            sha256: String(repeating: "a", count: 64),
            collection: "default")
        long.footnotes = [
            Footnote(
                number: 1, document: document, span: TextSpan(10, 19), lines: LineRange(first: 3, last: 4),
                headingPath: [word], quote: word, state: .verified)
        ]
        long.notes = [word]
        let text = TerminalAnswer(Terminal(isTerminal: false, showsColor: true, showsLinks: true, width: width)).text(
            long)
        let shown = text.replacing(/\u{1B}\]8;;[^\u{1B}]*\u{1B}\\/, with: "").replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(shown.split(separator: "\n").allSatisfy { $0.count <= width }, "\(shown)")
        let address = "]8;;" + Terminal.fileAddress("/docs/\(word).pdf") + "#L3"
        #expect(text.ranges(of: address).count > 144 / width)
    }
}
