package import DocumentModel
package import LanguageModels

/// A page of a PDF that is to be sent as it looks.
package struct SentPage: Sendable, Hashable {
    /// Counted from 1 in the document.
    package var number: Int
    package var span: TextSpan
    /// The stored bytes at the span.
    package var text: [UInt8]

    package init(number: Int, span: TextSpan, text: [UInt8]) {
        precondition(text.count == span.byteCount, "a page's text is what stands at its span")
        self.number = number
        self.span = span
        self.text = text
    }
}

/// Lays pages of PDFs out as the documents of a prompt.
package enum PageLayout {
    /// Pages of one PDF, in their order.
    ///
    /// - Parameter pdf: these pages and no others, in base64.
    package static func document(_ identity: DocumentIdentity, _ pages: [SentPage], pdf: String) -> PromptDocument {
        let blocks = pages.map { page in
            PromptBlock(text: page.text, pieces: [PromptPiece(range: 0..<page.text.count, span: page.span)])
        }
        let numbers = pages.map(\.number)
        let title = EvidenceLayout.name(of: identity, "\(numbers.count == 1 ? "page" : "pages") \(ranges(numbers))")
        return PromptDocument(
            identity: identity, title: title, form: .pages, blocks: blocks, pages: numbers, media: pdf)
    }

    /// A page without text.
    ///
    /// - Parameters:
    ///   - png: in base64.
    ///   - before: the documents that the prompt has already; pictures are numbered through all of them.
    package static func picture(
        _ identity: DocumentIdentity, page: Int, png: String, after before: [PromptDocument]
    ) -> PromptDocument {
        let number = (before.compactMap(\.number).max() ?? 0) + 1
        var document = PromptDocument(
            identity: identity, title: "Picture \(number), of page \(page) of \(identity.name)", form: .picture,
            blocks: [], pages: [page], media: png)
        document.number = number
        return document
    }

    /// "3-5, 9"
    private static func ranges(_ numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
