package import CommandLine
package import DocumentModel

/// Writes an answer down. What it writes is text in UTF-8, the same for the same answer; nothing of a document can be more
/// than text in it: no control of a terminal, no markup, no script.
package protocol Renderer: Sendable {
    /// - Parameter illustrations: what footnotes stand in, by their number, for those who show it.
    func render(_ answer: Answer, _ illustrations: [Int: Illustration]) -> String
}

/// The forms an answer can be written in.
package enum AnswerFormat: String, Sendable, CaseIterable {
    case terminal, markdown, html, json

    package func renderer(on terminal: Terminal) -> any Renderer {
        switch self {
        case .terminal: TerminalAnswer(terminal)
        case .markdown: MarkdownAnswer()
        case .html: HTMLAnswer()
        case .json: JSONAnswer()
        }
    }

    /// Whether illustrations are looked at.
    package var isIllustrated: Bool { self == .html }
}
