import DocQA
import DocumentModel
import Extraction
import Folders
import Glibc
import PDFPages
import Storage
import TestSupport
import Testing

/// Files that do not keep still while they are read.
@Suite struct ChangingFileTests {
    private let folder = TemporaryFolder()

    /// What happens to a file between the moment its reading begins and the moment it ends.
    enum Event: String, CaseIterable, Sendable {
        case grows, shrinks, changesInPlace, vanishes, isReplaced, turnsUnreadable
    }

    /// Does something to the file that it reads.
    private struct MeddlingExtractor: Extractor {
        let event: Event?
        var claims: [FormatClaim] { [FormatClaim(.text, extensions: ["odd"])] }
        var input: ExtractorInput { .file }

        func extract(
            _ source: SourceFile, options: ExtractionOptions
        ) async throws(ExtractionError) -> ExtractedDocument {
            guard case .path(let path) = source.content else { throw ExtractionError(.malformed, "no path") }
            let before = try source.bytes(limit: 1 << 20)
            let name = path.display
            switch event {
            case .grows: write("more words than before, and longer ones", to: name)
            case .shrinks: truncate(name, 3)
            case .changesInPlace: write("twin words", to: name)
            case .vanishes: unlink(name)
            case .isReplaced:
                write("other words", to: name + ".new")
                rename(name + ".new", name)
            case .turnsUnreadable:
                unlink(name)
                mkdir(name, 0o700)
            case nil: break
            }
            var document = ExtractedDocument(format: .text)
            document.text = before
            document.blocks = [Block(.paragraph, TextSpan(0, before.count))]
            return document
        }

        private func write(_ text: String, to path: String) {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            _ = Array(text.utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            close(file)
        }
    }

    private func library(_ event: Event?) async throws -> Library {
        let pool = PDFWorkerPool()
        return try await Library.open(
            at: folder["docqa.db"], create: true, pdfPool: pool,
            extractors: Extractors([MeddlingExtractor(event: event)]), now: systemNanoseconds)
    }

    @Test(arguments: Event.allCases) func whatWasReadOfItIsNotStored(event: Event) async throws {
        folder.write("files/a.odd", "first text")
        let calm = try await library(nil)
        let request = IngestRequest(paths: [folder["files"]])
        #expect(try await calm.ingest(request).added == 1)
        await calm.close()
        folder.write("files/a.odd", "next words")

        let report = try await library(event).ingest(request)
        #expect(report.updated == 0)
        let code = report.skipped.map(\.code)
        switch event {
        case .grows, .shrinks, .changesInPlace, .isReplaced: #expect(code == ["changed_while_reading"])
        case .vanishes: #expect(code == ["vanished"])
        case .turnsUnreadable: #expect(code == ["not_a_file"])
        }

        // The next run finds what is there then, and nothing of what was there in between.
        let after = try await library(nil)
        _ = try await after.ingest(request)
        var texts: [String] = []
        for document in try await after.documents() {
            texts.append(
                try await after.excerpt(of: PlaceReference(document: document.name), in: document, context: 0).text)
        }
        switch event {
        case .grows: #expect(texts == ["more words than before, and longer ones"])
        case .shrinks: #expect(texts == ["nex"])
        case .changesInPlace: #expect(texts == ["twin words"])
        case .isReplaced: #expect(texts == ["other words"])
        case .vanishes, .turnsUnreadable: #expect(texts == [])
        }
        #expect(try await after.verify(repairs: false).findings == [])
    }

    /// 3 GB in lines, and 200 MB in one.
    @Test(arguments: [("a line of text\n", 3 << 30), ("a line without end ", 200 << 20)])
    func aHugeTextFileIsSkippedUnreadWithItsReason(text: String, size: Int) async throws {
        folder.write("files/huge.txt", String(repeating: text, count: 20_000))
        truncate(folder["files/huge.txt"], size)
        folder.write("files/small.txt", "a line of text\n")
        let library = try await Library.open(at: folder["docqa.db"])
        let report = try await library.ingest(IngestRequest(paths: [folder["files"]]))
        #expect(report.added == 1)
        #expect(report.skipped.map(\.code) == ["too_large"])
        #expect(report.skipped.first?.reason.contains("64 MiB") == true)
        #expect(report.skipped.first?.fix?.isEmpty == false)
        #expect(report.hasFailures)
    }
}
