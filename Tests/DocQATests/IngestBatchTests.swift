import DocQA
import DocumentModel
import Extraction
import Folders
import PDFPages
import Storage
import TestSupport
import Testing

/// What is read is written soon, also while another file takes long.
@Suite struct IngestBatchTests {
    private let folder = TemporaryFolder()

    /// Reads `slow.odd` only when the gate is open.
    private struct WaitingExtractor: Extractor {
        let gate: Gate
        var claims: [FormatClaim] { [FormatClaim(.text, extensions: ["pdf"])] }
        var input: ExtractorInput { .bytes }

        func extract(
            _ source: SourceFile, options: ExtractionOptions
        ) async throws(ExtractionError) -> ExtractedDocument {
            if source.name.hasSuffix("slow.pdf") { await gate.passed() }
            var document = ExtractedDocument(format: .text)
            document.text = try source.bytes(limit: 1 << 20)
            document.blocks = [Block(.paragraph, TextSpan(0, document.text.count))]
            return document
        }
    }

    @Test(.timeLimit(.minutes(1))) func oneSlowFileDoesNotKeepTheOthersFromBeingWritten() async throws {
        for name in ["a.pdf", "b.pdf", "slow.pdf", "z.pdf"] { folder.write("files/\(name)", "text of \(name)") }
        let gate = Gate()
        let library = try await Library.open(
            at: folder["docqa.db"], create: true, pdfPool: PDFWorkerPool(),
            extractors: Extractors([WaitingExtractor(gate: gate)]), now: systemNanoseconds)
        let request = IngestRequest(paths: [folder["files"]], jobs: 2)
        async let report = library.ingest(request)
        // Only a batch that does not wait for the slow file brings these to the readers.
        var seen: [String] = []
        while seen.count < 3 {
            await Task.yield()
            seen = try await library.documents().map(\.name)
        }
        #expect(seen == ["a.pdf", "b.pdf", "z.pdf"])
        gate.open()
        #expect(try await report.added == 4)
    }
}
