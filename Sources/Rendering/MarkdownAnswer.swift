import CommandLine
public import DocumentModel

/// The answer as Markdown with footnotes (`[^1]`), as GitHub, Pandoc and many wikis read it.
///
/// What a model wrote keeps its emphasis and lists; what stands in documents is escaped whole. Neither can hold HTML, links
/// or pictures.
public struct MarkdownAnswer: Renderer {
    public init() {}

    public func render(_ answer: Answer, _ illustrations: [Int: Illustration] = [:]) -> String {
        var parts: [String] = []
        let body = body(answer)
        if !body.isEmpty { parts.append(body) }
        parts += answer.notes.map { "*\(MarkdownEscape.whole($0.onOneLine))*" }
        if !answer.closest.isEmpty {
            let lines = answer.closest.map { "- " + source($0) + ": " + quote($0.quote.onOneLine.shortened) }
            parts.append("The closest passages:\n\n" + lines.joined(separator: "\n"))
        }
        if !answer.unread.isEmpty {
            let lines = answer.unread.map { "- " + MarkdownEscape.whole($0.line.onOneLine) }
            parts.append("Not searched, though it may matter:\n\n" + lines.joined(separator: "\n"))
        }
        if !answer.footnotes.isEmpty { parts.append(answer.footnotes.map(footnote).joined(separator: "\n")) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func body(_ answer: Answer) -> String {
        let isQuoted = answer.model.name == "extractive"
        var text = ""
        for segment in answer.segments {
            // A marker belongs right behind its claim, not behind the line's end.
            let end = segment.text.lastIndex { !$0.isWhitespace }.map { segment.text.index(after: $0) }
            let split = end ?? segment.text.startIndex
            let claim = String(segment.text[..<split])
            text += isQuoted ? MarkdownEscape.whole(claim) : MarkdownEscape.active(claim)
            text += segment.footnotes.map { "[^\($0)]" }.joined()
            if segment.support == .unsupported { text += " **(no source)**" }
            text += HarmlessText.of(String(segment.text[split...]))
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private func footnote(_ note: Footnote) -> String {
        let remarks = FootnoteRemark.all(of: note).map { remark in
            " " + (remark.isAlarm ? "**\(remark.text)**" : "*(\(remark.text))*")
        }
        // Nothing is quoted from a picture.
        let quoted = note.quote.isEmpty ? "" : ": " + quote(note.quote.onOneLine)
        return "[^\(note.number)]: \(source(note))\(remarks.joined())\(quoted)"
    }

    /// "**Warranty terms** ([policies/warranty.md](</srv/...>)), line 22, Batteries > Duration"
    private func source(_ note: Footnote) -> String {
        let name = MarkdownEscape.whole(note.document.name.onOneLine)
        var source = name
        if let path = note.document.path {
            source = "[\(name)](<\(MarkdownAnswer.address(path))\(PlaceText.fragment(note))>)"
        }
        if let title = note.document.title, title != note.document.name {
            source = "**\(MarkdownEscape.whole(title.onOneLine))** (\(source))"
        }
        var facts = [source]
        if let place = PlaceText.of(note) { facts.append(MarkdownEscape.whole(place.onOneLine)) }
        if !note.headingPath.isEmpty {
            facts.append(MarkdownEscape.whole(note.headingPath.joined(separator: " > ").onOneLine))
        }
        return facts.joined(separator: ", ")
    }

    /// The file's path as an address without a scheme: many readers of Markdown refuse `file:` and show such a link's source
    /// instead. Two slashes in front would name a host.
    private static func address(_ path: String) -> String {
        "/" + Terminal.fileAddress(path).dropFirst("file://".count).drop { $0 == "/" }
    }

    private func quote(_ text: String) -> String { "\u{201C}\(MarkdownEscape.whole(text))\u{201D}" }
}
