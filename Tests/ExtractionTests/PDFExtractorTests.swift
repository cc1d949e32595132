import DocumentModel
import Extraction
import Folders
import PDFPages
import TestSupport
import Testing

@Suite struct PDFExtractorTests {
    @Test func bytesHandedOverBecomeADocument() async throws {
        var pdf = TestPDF()
        pdf.addPage(TestPDF.text("Handed over", x: 72, y: 700))
        let document = try await Self.extractors.extract(SourceFile(name: "note", bytes: pdf.bytes))
        #expect(document.format == .pdf)
        #expect(document.string(document.pages[0].span) == "Handed over")
    }

    @Test func aFileIsReadByDescriptorAndAskedForItsPasswordOnce() async throws {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let path = FilePath("/\(folder)/PDFPagesTests/.fixtures/password-open.pdf")
        await #expect(throws: ExtractionError.self) { try await Self.extractors.extract(SourceFile(path: path)) }
        do throws(ExtractionError) {
            _ = try await Self.extractors.extract(SourceFile(path: path))
        } catch {
            #expect(error.code == .encrypted)
            #expect(error.description.hasSuffix("is encrypted: give its password with --password-command."))
        }
        var options = ExtractionOptions()
        options.password = { name in name.hasSuffix("password-open.pdf") ? "open" : nil }
        let document = try await Self.extractors.extract(SourceFile(path: path), options: options)
        #expect(document.string(document.pages[0].span) == "Behind a password")
    }

    @Test func aVanishedFileIsNamed() async throws {
        do throws(ExtractionError) {
            _ = try await Self.extractors.extract(SourceFile(path: FilePath("/nonexistent/a.pdf")))
            Issue.record("there is no such file")
        } catch {
            #expect(error.code == .vanished)
        }
    }

    private static let extractors = Extractors([PDFExtractor(pool: PDFWorkerPool(width: 1))])
}
