internal import DocumentModel

/// The content of a text file as UTF-8, with what was guessed and what was replaced.
struct DecodedText {
    let utf8: [UInt8]
    let warnings: [DocumentWarning]

    init(_ source: SourceFile, options: ExtractionOptions) throws(ExtractionError) {
        let bytes = try source.bytes(limit: options.maximumBytes)
        guard bytes.isEmpty || String(validating: bytes, as: UTF8.self) != nil else {
            throw ExtractionError(.malformed, "\(source.name) is not UTF-8")
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        utf8 = bytes.starts(with: mark) ? Array(bytes[3...]) : bytes
        warnings = []
    }

    /// A document of this text, still without blocks.
    func document(_ format: DocumentFormat) -> ExtractedDocument {
        ExtractedDocument(format: format, text: utf8, warnings: warnings)
    }
}
