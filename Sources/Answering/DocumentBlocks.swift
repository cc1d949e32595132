package import Claude
package import DocumentModel
package import LanguageModels

extension PromptDocument {
    /// The document as the API takes it. Citations are on, for all of them: one that is off would be refused.
    var contentBlock: ContentBlock {
        switch form {
        case .text:
            let text = String(decoding: blocks.first?.text ?? [], as: UTF8.self)
            return .document(DocumentBlock(.text(text), title: title, citations: true))
        case .blocks:
            return .document(DocumentBlock(.content(textBlocks.map(ContentBlock.text)), title: title, citations: true))
        case .pages:
            return .document(DocumentBlock(.pdf(base64: original ?? ""), title: title, citations: true))
        case .results:
            return .searchResult(searchResult)
        }
    }

    /// The document as a result of a search.
    package var searchResult: SearchResultBlock {
        SearchResultBlock(
            source: source ?? "docqa:\(identity.collection)/\(identity.name)", title: title, content: textBlocks,
            citations: true)
    }

    private var textBlocks: [TextBlock] { blocks.map { TextBlock(String(decoding: $0.text, as: UTF8.self)) } }
}

/// A page without text, as a picture. Nothing in it can be cited.
package struct PagePicture: Sendable, Hashable {
    package var document: DocumentIdentity
    package var page: Int
    /// PNG.
    package var base64: String

    package init(document: DocumentIdentity, page: Int, base64: String) {
        self.document = document
        self.page = page
        self.base64 = base64
    }

    var contentBlocks: [ContentBlock] {
        [
            .text("Picture of page \(page) of \(document.name):"),
            .image(ImageBlock(.base64(base64, "image/png"))),
        ]
    }
}
