import DocumentModel
import Extraction
import Testing

@Suite struct PlainTextExtractorTests {
    let extractors = Extractors([PlainTextExtractor()])

    @Test func paragraphsEndAtBlankLines() async throws {
        let text = "One\ntwo.\n\n \t\r\nThree\r\nfour \n"
        let document = try await extractors.extract(SourceFile(name: "a.txt", bytes: Array(text.utf8)))
        #expect(document.blocks.map { document.string($0.span) } == ["One\ntwo.", "Three\r\nfour"])
        #expect(document.text == Array(text.utf8))
    }

    @Test func loneCarriageReturnsEndLines() async throws {
        let document = try await extractors.extract(SourceFile(name: "a.txt", bytes: Array("a\r\rb\rc".utf8)))
        #expect(document.blocks.map { document.string($0.span) } == ["a", "b\rc"])
    }

    @Test func theByteOrderMarkIsNotText() async throws {
        let document = try await extractors.extract(SourceFile(name: "a.txt", bytes: Array("\u{FEFF}a".utf8)))
        #expect(document.text == Array("a".utf8))
    }

    @Test(arguments: [
        ("Moving the router\nto another room\n\nUnplug it first.\n", "Moving the router to another room"),
        ("A boiler must be serviced.\n", nil), ("To: Ann\nFrom: Bob\n\nHello.\n", nil),
        ("These belong to it:\n\na pump\n", nil), ("1.2.\n\nText.\n", nil), ("one\ntwo\nthree\nfour\n\nText.\n", nil),
        (String(repeating: "long ", count: 40) + "\n\nText.\n", nil),
    ])
    func aShortFirstParagraphIsTheTitle(text: String, title: String?) async throws {
        let document = try await extractors.extract(SourceFile(name: "a.txt", bytes: Array(text.utf8)))
        #expect(document.title == title)
    }
}
