/// What reading a PDF may take.
package struct PDFLimits: Sendable {
    /// For a worker to start and say so.
    package var start: Duration
    /// For opening a document and for each page.
    package var page: Duration
    package var document: Duration
    /// What opening the document and the pages that fail may take together: a decompression bomb is refused after it.
    package var losses: Duration
    /// Bytes of text of all pages.
    package var textBytes: Int
    /// After so many pages that took too long the rest of the document is given up.
    package var slowPages: Int
    /// A worker that has held more bytes than this is replaced after the document.
    package var retirementMemory: Int

    package init(
        page: Duration = .seconds(8), document: Duration = .seconds(300), slowPages: Int = 3,
        retirementMemory: Int = 80 << 20, start: Duration = .seconds(20), losses: Duration = .seconds(9),
        textBytes: Int = 128 << 20
    ) {
        self.start = start
        self.page = page
        self.document = document
        self.losses = losses
        self.textBytes = textBytes
        self.slowPages = slowPages
        self.retirementMemory = retirementMemory
    }
}
