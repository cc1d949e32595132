/// A whole document as the workers read it.
package struct PDFReading: Sendable, Equatable {
    package var front: PDFFront
    /// One for each page, in order.
    package var pages: [Outcome]
    package var worker: PDFWorkerHello

    package init(front: PDFFront, pages: [Outcome], worker: PDFWorkerHello) {
        self.front = front
        self.pages = pages
        self.worker = worker
    }

    package enum Outcome: Sendable, Equatable {
        case read(PDFPage)
        /// The reason is one sentence for a person.
        case missing(number: Int, reason: String)
    }
}

/// What is known of a document once it is open.
package struct PDFFront: Sendable, Equatable {
    package var pageCount: Int
    package var title: String?
    package var author: String?
    /// In reading order.
    package var outline: [OutlineEntry]

    package struct OutlineEntry: Sendable, Hashable {
        package var title: String
        /// 1 is the highest.
        package var level: Int
        /// Counted from 1; 0 when the entry leads nowhere in this document.
        package var page: Int
        /// In points from the top of the page as displayed, when the entry says so.
        package var top: Float?

        package init(title: String, level: Int, page: Int, top: Float? = nil) {
            self.title = title
            self.level = level
            self.page = page
            self.top = top
        }
    }

    package init(pageCount: Int, title: String? = nil, author: String? = nil, outline: [OutlineEntry] = []) {
        self.pageCount = pageCount
        self.title = title
        self.author = author
        self.outline = outline
    }
}

/// What a worker says of itself before anything else.
package struct PDFWorkerHello: Sendable, Equatable {
    /// The Landlock version in force, 0 without.
    package var landlock: Int
    package var seccomp: Bool
    /// The version of the PDF library.
    package var library: String

    package init(landlock: Int, seccomp: Bool, library: String) {
        self.landlock = landlock
        self.seccomp = seccomp
        self.library = library
    }

    /// One sentence when a part of the sandbox is missing.
    package var degradation: String? {
        var missing: [String] = []
        if landlock == 0 { missing.append("Landlock") }
        if !seccomp { missing.append("seccomp") }
        guard !missing.isEmpty else { return nil }
        return "PDFs are read without \(missing.joined(separator: " and ")), which this kernel does not offer."
    }
}
