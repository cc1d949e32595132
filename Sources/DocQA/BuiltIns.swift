import Chunking
package import Extraction
package import PDFPages

/// What the house is furnished with: one line registers one implementation of a slot.
package enum BuiltIns {
    /// The readers of files. Where formats compete, the earlier one wins.
    package static func extractors(pdfPool: PDFWorkerPool) -> Extractors {
        Extractors([PDFExtractor(pool: pdfPool)] + Extractors.ofText)
    }

    /// Raised when a reader's text, blocks or title change: documents read by another version are read again.
    private static let readers = 2

    /// The version of everything between a file's bytes and its passages.
    package static var extractionVersion: Int { readers * 1000 + Chunker.version }
}
