import DocumentModel
import Glibc
import PDFPages
import Testing

/// PDFs encrypted with RC4 and 40 bits. One opens with "open"; the other has an owner's password only.
@Suite struct EncryptedPDFTests {
    @Test func aPasswordIsAskedForAndTried() async throws {
        let source = try fixture("password-open.pdf")
        await #expect(throws: PDFError(.encrypted)) { try await PDFDocumentTests.pool.read(source) }
        for wrong in ["sesame", "", "ключ"] {
            await #expect(throws: PDFError(.wrongPassword)) {
                try await PDFDocumentTests.pool.read(source, password: wrong)
            }
        }
        let reading = try await PDFDocumentTests.pool.read(source, password: "open")
        #expect(reading.document().wholeText == "Behind a password")
    }

    @Test func anOwnersPasswordDoesNotKeepAnybodyFromReading() async throws {
        let reading = try await PDFDocumentTests.pool.read(fixture("owner-password-only.pdf"))
        #expect(reading.document().wholeText == "Only editing is locked")
    }

    private func fixture(_ name: String) throws -> PDFSource {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let descriptor = open("/\(folder)/.fixtures/\(name)", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        return try PDFSource(duplicating: descriptor)
    }
}
