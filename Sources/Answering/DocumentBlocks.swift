package import Claude
import DocumentModel
package import LanguageModels

extension PromptDocument {
    /// The document as the API takes it. Citations are on, for all of them: one that is off would be refused.
    var contentBlocks: [ContentBlock] {
        switch form {
        case .text:
            let text = String(decoding: blocks.first?.text ?? [], as: UTF8.self)
            return [.document(DocumentBlock(.text(text), title: title, citations: true))]
        case .blocks:
            let content = DocumentSource.content(textBlocks.map(ContentBlock.text))
            return [.document(DocumentBlock(content, title: title, citations: true))]
        case .pages:
            return [.document(DocumentBlock(.pdf(base64: media ?? ""), title: title, citations: true))]
        case .picture:
            return [.text(title + ":"), .image(ImageBlock(.base64(media ?? "", "image/png")))]
        case .results:
            return [.searchResult(searchResult)]
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
