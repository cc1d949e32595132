/// What a reader may spend, and what it should look at.
package struct ExtractionOptions: Sendable {
    /// Text files above this size are skipped.
    package var maximumBytes: Int
    /// The encoding of legacy text, when the caller knows better than any guess ("windows-1250").
    package var encoding: String?
    /// Render PDF pages to find words without ink.
    package var checkInk: Bool
    /// The password for an encrypted PDF, asked for once per file.
    package var password: (@Sendable (_ name: String) async -> String?)?
    package var pageDeadline: Duration
    package var documentDeadline: Duration

    package init(
        maximumBytes: Int = 64 << 20, encoding: String? = nil, checkInk: Bool = false,
        password: (@Sendable (_ name: String) async -> String?)? = nil, pageDeadline: Duration = .seconds(8),
        documentDeadline: Duration = .seconds(300)
    ) {
        self.maximumBytes = maximumBytes
        self.encoding = encoding
        self.checkInk = checkInk
        self.password = password
        self.pageDeadline = pageDeadline
        self.documentDeadline = documentDeadline
    }
}
