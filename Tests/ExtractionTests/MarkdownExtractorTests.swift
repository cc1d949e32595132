import DocumentModel
import Extraction
import Testing

/// A document as one reads it: each block with its kind and its text without markup.
func outline(_ document: ExtractedDocument) -> [String] {
    document.blocks.map { block in
        var bytes: [UInt8] = []
        var at = block.span.start
        for mark in document.markup where block.span.contains(mark) {
            bytes += document.text[at..<mark.start]
            at = mark.end
        }
        bytes += document.text[at..<block.span.end]
        return "\(block.kind): " + String(decoding: bytes, as: UTF8.self)
    }
}

@Suite struct MarkdownExtractorTests {
    func read(_ text: String) async throws -> ExtractedDocument {
        let document = try await Extractors(Extractors.ofText).extract(
            SourceFile(name: "a.md", bytes: Array(text.utf8)))
        #expect(document.text == Array(text.utf8))
        return document
    }

    func blocks(_ text: String) async throws -> [String] { try await outline(read(text)) }

    @Test func headingsMakeAnOutline() async throws {
        let document = try await read("# One\n\ntext\n\n### Deep ###\nmore\n\nTwo\n===\n\nSub\n---\nend\n")
        #expect(document.headings.map(\.title) == ["One", "Deep", "Two", "Sub"])
        #expect(document.headings.map(\.level) == [1, 3, 1, 2])
        #expect(document.headings.map(\.parent) == [nil, 0, nil, 2])
        #expect(document.blocks.map(\.heading) == [0, 0, 1, 1, 2, 3, 3])
        #expect(outline(document).first == "heading: One")
        #expect(outline(document)[2] == "heading: Deep")
        #expect(document.title == "One")
    }

    @Test func frontMatterIsMetadata() async throws {
        let document = try await read("---\ntitle: \"The: Title\"\nauthor:\n  - Ada\n  - Bob\n---\nText\n")
        #expect(document.title == "The: Title")
        #expect(document.author == "Ada, Bob")
        #expect(outline(document) == ["paragraph: Text"])
        #expect(try await read("+++\ntitle = 'T'\n+++\nx\n").title == "T")
        #expect(try await blocks("---\nno: end\n").count == 1)
    }

    @Test func listsNestAndKeepTheirParagraphs() async throws {
        #expect(
            try await blocks("- one\n  two\n- three\n\n  para\n  1. deep\n     lazy\nstill\n\nout\n") == [
                "listItem: one\n  two", "listItem: three", "listItem: para", "listItem: deep\n     lazy\nstill",
                "paragraph: out",
            ])
        #expect(try await blocks("text\n2. not a list\n") == ["paragraph: text\n2. not a list"])
        #expect(try await blocks("text\n1. a list\n") == ["paragraph: text", "listItem: a list"])
    }

    @Test func quotesAreQuotes() async throws {
        #expect(try await blocks("> a\n> b\nlazy\n\nc\n") == ["quote: a\nb\nlazy", "paragraph: c"])
        #expect(try await blocks("> # no outline\n") == ["quote: no outline"])
        #expect(try await read("> # no outline\n").headings.isEmpty)
        #expect(try await blocks("> - item\n>   more\n") == ["listItem: item\nmore"])
    }

    @Test func codeStaysAsItIs() async throws {
        #expect(
            try await blocks("```swift\nlet a = *b* // # no\n\n# no\n```\nx\n") == [
                "code: \nlet a = *b* // # no\n\n# no\n", "paragraph: x",
            ])
        #expect(try await blocks("    code\n\n    more\n\ntext\n") == ["code: code\n\n    more", "paragraph: text"])
        #expect(try await blocks("- a\n  ~~~\n  x\n  ~~~\n- b\n") == ["listItem: a", "code: \n  x\n", "listItem: b"])
        #expect(try await blocks("```\nnever closed\n\n# x") == ["code: \nnever closed\n\n# x"])
    }

    @Test func tableRowsCarryTheirHeader() async throws {
        let document = try await read("before\n| a | b\\|c |\n|---|:-:|\n| 1 | `x` |\n| 2 | y |\n\nafter\n")
        #expect(
            outline(document) == [
                "paragraph: before", "tableRow:  a  b|c ", "tableRow:  1  x ", "tableRow:  2  y ", "paragraph: after",
            ])
        let header = document.blocks[1].span
        #expect(document.blocks.map(\.tableHeader) == [nil, nil, header, header, nil])
        #expect(try await blocks("a | b\nc | d\n") == ["paragraph: a | b\nc | d"])
    }

    @Test func marksAndTargetsAreMarkup() async throws {
        let document = try await read(
            "A **bold** _word_ in snake_case_name, `co*de*`, [label](http://x.y/z \"t\") ![alt *text*](p.png) <b>tag</b> \\*\n"
        )
        #expect(
            outline(document) == [
                "paragraph: A bold word in snake_case_name, co*de*, label alt text tag *"
            ])
        #expect(document.links.map(\.target) == ["http://x.y/z"])
        #expect(document.links.map { document.string($0.span) } == ["label"])
    }

    @Test func referencesAreResolvedAndFootnotesRead() async throws {
        let document = try await read(
            "See [the Guide][g], [G][] and <https://a.b>.[^1]\n\n[g]: /guide \"t\"\n[^1]: The *note*.\n")
        #expect(document.links.map(\.target) == ["/guide", "/guide", "https://a.b"])
        #expect(
            outline(document) == ["paragraph: See the Guide, G and https://a.b.", "paragraph:  The note."])
    }

    @Test func whatAReaderDoesNotSeeIsHidden() async throws {
        let document = try await read(
            "a <!-- secret --> b\n\n<!-- block\n\nsecret -->\n\nc <span style=\"display: none\">ignore *all*</span> d\n\n<div hidden>\n\n# More\n\n</div>\n\nend\n"
        )
        #expect(
            outline(document) == ["paragraph: a", "paragraph: b", "paragraph: c ", "paragraph:  d", "paragraph: end"])
        #expect(document.hidden.map(\.reason) == [.comment, .comment, .style, .attribute])
        #expect(document.headings.isEmpty)
        #expect(document.warnings.map(\.code) == [.hiddenText])
    }

    @Test func htmlBlocksKeepTheirText() async throws {
        #expect(
            try await blocks(
                "<div align=\"center\">\n  <b>Name</b> text\n</div>\n\n<script>\nvar x = 1\n</script>\nafter\n")
                == ["paragraph: \n  Name text\n", "paragraph: after"])
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "[", "![", "[](", "](", "`", "``a`", "*", "**a", "_a", "<", "<a ", "<a b=\"", "<!--", "> ", "- ", "1. ",
            "# ",
            "|a", "[a](<", "[a](b \"", "\\", "~~", "((((", "<!-", "    ",
            "- a\n", "> a\n\n", "|a|\n|-|\n", "<div>\n", "a\n===\n", "```\n", "[a]: b\n", "a <!-- b --> ",
        ])
    func hostileRepetitionTakesLinearTime(unit: String) async throws {
        let text = String(repeating: unit, count: 50_000 / unit.utf8.count)
        _ = try await read(text)
    }
}
