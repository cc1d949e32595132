internal import DocumentModel

@testable internal import Chunking

/// A document written down block by block, with an empty line between them.
struct DocumentBuilder {
    var document = ExtractedDocument(format: .markdown)

    @discardableResult
    mutating func add(_ kind: Block.Kind, _ text: String, header: TextSpan? = nil) -> TextSpan {
        let span = write(text)
        document.blocks.append(
            Block(kind, span, heading: document.headings.indices.last, tableHeader: header))
        return span
    }

    mutating func heading(_ title: String, level: Int = 1) {
        var parent = document.headings.indices.last
        while let index = parent, document.headings[index].level >= level { parent = document.headings[index].parent }
        let span = write(title)
        document.headings.append(Heading(title: title, level: level, parent: parent, span: span))
        document.blocks.append(Block(.heading, span, heading: document.headings.count - 1))
    }

    mutating func hide(_ text: String) {
        document.hidden.append(HiddenText(write(text), .color))
    }

    mutating func page() {
        let start = document.text.count
        document.pages.append(Page(number: document.pages.count + 1, span: TextSpan(start, start)))
    }

    private mutating func write(_ text: String) -> TextSpan {
        let start = document.text.count
        document.text += Array(text.utf8)
        let end = document.text.count
        document.text += Array("\n\n".utf8)
        return TextSpan(start, end)
    }

    var passages: [Passage] { Chunker().passages(of: document).passages }

    var texts: [String] { passages.map { document.string($0.span) } }
}

/// English of about this many bytes, in sentences.
func prose(_ bytes: Int, _ word: String = "water") -> String {
    var text = ""
    var number = 0
    while text.utf8.count < bytes {
        number += 1
        text += "The \(word) of the river number \(number) is in the valley that they have seen. "
    }
    return String(text.dropLast())
}
