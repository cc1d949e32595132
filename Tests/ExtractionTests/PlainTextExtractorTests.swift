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
}
