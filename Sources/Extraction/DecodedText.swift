internal import DocumentModel

/// The content of a text file as UTF-8, with what was guessed and what was replaced.
///
/// UTF-8 is kept byte for byte, without its byte order mark. Bytes that no encoding explains become U+FFFD and are counted.
struct DecodedText {
    let utf8: [UInt8]
    /// How many bytes at the front of the file are not text: a byte order mark.
    let markLength: Int
    /// Whether `utf8` is the file's bytes behind the mark.
    let isVerbatim: Bool
    let warnings: [DocumentWarning]

    init(_ source: SourceFile, options: ExtractionOptions) throws(ExtractionError) {
        let bytes = try source.bytes(limit: options.maximumBytes)
        try self.init(bytes, name: source.name, encoding: options.encoding)
    }

    /// Decodes; `encoding` is what a caller, or the document itself, says.
    init(_ bytes: [UInt8], name: String, encoding: String? = nil) throws(ExtractionError) {
        let mark = ByteOrderMark(bytes)
        var warnings: [DocumentWarning] = []
        let body: UnicodeText
        if let mark {
            markLength = mark.length
            body = UnicodeText(bytes, from: mark.length, mark.form)
        } else {
            markLength = 0
            let guess = try EncodingGuess(bytes, declared: encoding, name: name)
            body = guess.text
            if let name = guess.guessedName {
                warnings.append(
                    DocumentWarning(.encodingGuessed, "The file does not say its encoding; it was read as \(name)."))
            }
        }
        if body.replaced > 0 {
            warnings.append(
                DocumentWarning(
                    .bytesReplaced, "\(body.replaced) bytes are no text in the file's encoding and were replaced."))
        }
        utf8 = body.utf8
        isVerbatim = body.isVerbatim
        self.warnings = warnings
    }

    /// A document of this text, still without blocks.
    func document(_ format: DocumentFormat) -> ExtractedDocument {
        ExtractedDocument(format: format, text: utf8, warnings: warnings)
    }
}

/// A byte order mark at the front of a file.
struct ByteOrderMark {
    let form: UnicodeForm
    let length: Int

    init?(_ bytes: [UInt8]) {
        // UTF-32 before UTF-16: its little-endian mark begins with the other's.
        for (form, mark) in Self.marks where bytes.starts(with: mark) {
            if form == .utf32LittleEndian, bytes.count % 4 != 0 { continue }
            self.form = form
            self.length = mark.count
            return
        }
        return nil
    }

    private static let marks: [(UnicodeForm, [UInt8])] = [
        (.utf8, [0xEF, 0xBB, 0xBF]), (.utf32LittleEndian, [0xFF, 0xFE, 0, 0]), (.utf32BigEndian, [0, 0, 0xFE, 0xFF]),
        (.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF]),
    ]
}
