import DocumentModel
import Extraction
import Testing

/// Formats whose text is the file and whose structure is read line by line.
@Suite struct StructuredTextTests {
    func read(_ name: String, _ text: String) async throws -> ExtractedDocument {
        let document = try await Extractors(Extractors.ofText).extract(SourceFile(name: name, bytes: Array(text.utf8)))
        #expect(document.text == Array(text.utf8))
        return document
    }

    func blocks(_ name: String, _ text: String) async throws -> [String] { try await outline(read(name, text)) }

    @Test func recordsCarryTheHeaderRow() async throws {
        let document = try await read("a.csv", "name;note\nAda;\"one, \"\"two\"\"\nlines; here\"\n\nBob;x\r\n")
        #expect(
            outline(document) == [
                "tableRow: name;note", "tableRow: Ada;\"one, \"\"two\"\"\nlines; here\"", "tableRow: Bob;x",
            ])
        let header = document.blocks[0].span
        #expect(document.blocks.map(\.tableHeader) == [nil, header, header])
    }

    @Test func aQuoteWithoutEndIsACharacter() async throws {
        let document = try await read("a.csv", "a,b\n\"c,d\ne,f\n")
        #expect(outline(document) == ["tableRow: a,b", "tableRow: \"c,d", "tableRow: e,f"])
        #expect(document.warnings.map(\.code) == [.malformed])
        #expect(try await blocks("a.tsv", "5\" disk\tx\ny\tz\n").count == 2)
    }

    @Test func smallValuesStayWholeAndLargeOnesComeApartUnderTheirNames() async throws {
        #expect(
            try await blocks("a.json", " {\"a\": [1, {\"b\": null}]} ") == ["paragraph: {\"a\": [1, {\"b\": null}]}"])
        #expect(
            try await blocks("a.json", "[{\"a\":1}, {\"a\":2}]") == ["paragraph: {\"a\":1}", "paragraph: {\"a\":2}"])
        let long = String(repeating: "word ", count: 400)
        let document = try await read(
            "a.json", "{\"x\": 1, \"y\": true, \"text\": \"\(long)\", \"list\": [\"\(long)\", 2, 3]}")
        #expect(document.headings.map(\.title) == ["text", "list"])
        #expect(document.blocks.map(\.heading) == [nil, 0, 0, 1, 1, 1])
        #expect(outline(document)[0] == "paragraph: \"x\": 1, \"y\": true")
        #expect(outline(document)[5] == "paragraph: 2, 3")
    }

    @Test(arguments: ["{", "{\"a\":}", "[1,]", "{\"a\" 1}", "nul", "[1 2]", "{\"a\":1}}", "\"open"])
    func whatIsNoJSONIsReadAsTextAndSaid(text: String) async throws {
        let document = try await read("a.json", text)
        #expect(document.warnings.map(\.code) == [.malformed])
        #expect(document.blocks.count == 1)
    }

    @Test func eachLineOfJSONLinesIsABlock() async throws {
        let document = try await read("a.jsonl", "{\"a\":1}\n{\"a\":2}\nbroken\n{\"a\":3}\n")
        #expect(document.blocks.count == 4)
        #expect(document.warnings.map(\.message) == ["1 lines are no JSON; they were read as text."])
    }

    @Test func anEntryOfALogHasItsTrace() async throws {
        #expect(
            try await blocks(
                "a.log",
                "2026-11-21 10:00:01 ERROR boom\n  at x\n\n  at y\n2026-11-21 10:00:02 INFO ok\nNov 21 10:00:03 host sshd: in\n"
            ) == [
                "paragraph: 2026-11-21 10:00:01 ERROR boom\n  at x\n\n  at y", "paragraph: 2026-11-21 10:00:02 INFO ok",
                "paragraph: Nov 21 10:00:03 host sshd: in",
            ])
    }

    @Test func aDeclarationWithItsCommentIsABlock() async throws {
        #expect(
            try await blocks(
                "a.py", "import os\n\n# Adds.\ndef add(a, b):\n    c = a\n\n    return c\n\ndef sub():\n    pass\n")
                == [
                    "code: import os", "code: # Adds.\ndef add(a, b):\n    c = a\n\n    return c",
                    "code: def sub():\n    pass",
                ])
        #expect(try await blocks("a.c", "int f() {\n  a;\n\n}\n").count == 1)
        #expect(try await read("run", "#!/bin/sh\nls\n").format == .code)
    }

    @Test func cuesHaveTimesAsMarkup() async throws {
        #expect(
            try await blocks(
                "a.srt",
                "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello</i> {\\an8}there\nyou\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n"
            )
                == ["paragraph: Hello there\nyou", "paragraph: Bye"])
        #expect(
            try await blocks("a.vtt", "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\nHi\n") == ["paragraph: Hi"])
    }

    @Test func restructuredTextHasItsParts() async throws {
        let document = try await read(
            "a.rst",
            "=====\nTitle\n=====\n\nSection\n-------\n\nSome *text* and ``code``::\n\n  literal\n\n  more\n\n- item\n- item two\n  goes on\n\n.. a comment\n   hidden\n\n.. note:: Careful\n\n.. code-block:: python\n   :linenos:\n\n   x = 1\n\nEnd.\n\nSub\n~~~\n"
        )
        #expect(document.headings.map(\.title) == ["Title", "Section", "Sub"])
        #expect(document.headings.map(\.level) == [1, 2, 3])
        #expect(
            outline(document) == [
                "heading: Title", "heading: Section", "paragraph: Some text and code::", "code: literal\n\n  more",
                "listItem: - item", "listItem: - item two\n  goes on", "paragraph: Careful",
                "code: :linenos:\n\n   x = 1",
                "paragraph: End.", "heading: Sub",
            ])
        #expect(document.hidden.map(\.reason) == [.comment, .comment])
    }

    @Test func asciidocHasItsParts() async throws {
        let document = try await read(
            "a.adoc",
            "= Title\n:author: Ada\n\nText *bold*.\n\n== Section\n\n* one\n** two\n\n[source,sh]\n----\nls\n\npwd\n----\n\n|===\n|A |B\n\n|1 |2\n|===\n\n// secret\n\n////\nmore\n////\n.Caption\nend\n"
        )
        #expect(document.title == "Title")
        #expect(document.author == "Ada")
        #expect(document.headings.map(\.level) == [1, 2])
        #expect(
            outline(document) == [
                "heading: Title", "paragraph: Text bold.", "heading: Section", "listItem: * one", "listItem: ** two",
                "code: ls\n\npwd", "tableRow: |A |B", "tableRow: |1 |2", "caption: .Caption", "paragraph: end",
            ])
        #expect(document.hidden.map { document.string($0.span) } == ["// secret", "more"])
    }
}
