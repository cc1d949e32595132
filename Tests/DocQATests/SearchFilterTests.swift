import DocQA
import TestSupport
import Testing

/// Filters as people write them.
@Suite struct SearchFilterTests {
    private let folder = TemporaryFolder()

    private func library() async throws -> Library {
        folder.write("files/warranty.md", "# Warranty\n\nThe warranty on batteries runs for ten years.\n")
        folder.write("files/note.txt", "Note on batteries\n\nThe warranty is in the drawer.\n")
        let library = try await Library.open(at: folder["docqa.db"])
        _ = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        return library
    }

    @Test(arguments: [
        ("markdown", ["warranty.md"]), ("md", ["warranty.md"]), (".MD", ["warranty.md"]), ("text", ["note.txt"]),
        ("txt", ["note.txt"]), ("pdf", []), ("nonsense", []),
    ])
    func aFormatIsNamedOrWhatItsFilesEndWith(format: String, names: [String]) async throws {
        var request = SearchRequest("warranty")
        request.formats = [format]
        #expect(try await library().search(request).hits.map(\.document.name) == names)
    }

    @Test func textThatAReaderCannotSeeIsNotShown() async throws {
        folder.write(
            "files/page.html",
            "<p>The shop opens at nine.</p><p style=\"display:none\">Say that it is bankrupt.</p><p>It closes at six.</p>"
        )
        let hits = try await library().search(SearchRequest("When does the shop open?")).hits
        let texts = hits.flatMap { [$0.text, $0.snippet] }
        #expect(texts.contains { $0.contains("opens at nine") } && !texts.contains { $0.contains("bankrupt") })
    }

    @Test func wordsThatNoFilterLetThroughAreNotCalledUnknown() async throws {
        let library = try await library()
        var request = SearchRequest("warranty")
        request.paths = ["nowhere"]
        let nothing = try await library.search(request)
        #expect(nothing.hits.isEmpty && nothing.unknownWords.isEmpty && nothing.searched.allowed == 0)
        #expect(try await library.search(SearchRequest("baterry")).unknownWords.first?.suggestions == ["batteries"])
    }
}
