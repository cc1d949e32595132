package import CommandLine
package import DocumentModel

/// The answer for a terminal: text wrapped to its width with bracketed markers, then the footnotes.
package struct TerminalAnswer {
    private let terminal: Terminal
    private let width: Int

    package init(_ terminal: Terminal) {
        self.terminal = terminal
        width = min(terminal.width, 100)
    }

    package func text(_ answer: Answer) -> String {
        let body = body(answer)
        let below = below(answer, isTextMarked: true)
        return [body, below].filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// What stands below the text.
    ///
    /// - Parameter isTextMarked: whether the text above shows which of its sentences have no source.
    func below(_ answer: Answer, isTextMarked: Bool) -> String {
        var parts: [String] = []
        if !isTextMarked {
            let claims = answer.segments.filter { $0.support == .unsupported }.map { claim($0.text) }
            if !claims.isEmpty {
                parts.append(
                    terminal.styled("No source stands behind this:", .yellow) + "\n" + claims.joined(separator: "\n"))
            }
        }
        if !answer.notes.isEmpty {
            parts.append(
                answer.notes.map { TextLayout.wrapped(HarmlessText.of($0, oneLine: true), width: width) }
                    .map { terminal.styled($0, .yellow) }.joined(separator: "\n"))
        }
        if !answer.footnotes.isEmpty { parts.append(answer.footnotes.map { footnote($0) }.joined(separator: "\n")) }
        if !answer.closest.isEmpty {
            parts.append(
                "The closest passages:\n" + answer.closest.map { footnote($0, isMarked: false) }.joined(separator: "\n")
            )
        }
        if !answer.unread.isEmpty { parts.append(unread(answer.unread)) }
        return parts.joined(separator: "\n\n")
    }

    private func claim(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let lines = TextLayout.wrapped(HarmlessText.of(words, oneLine: true), width: width - 2)
        return "- " + lines.split(separator: "\n").joined(separator: "\n  ")
    }

    /// The answer's text with its markers, paragraph by paragraph.
    private func body(_ answer: Answer) -> String {
        var text = ""
        for segment in answer.segments {
            text += HarmlessText.of(segment.text)
            if !segment.footnotes.isEmpty { text += segment.footnotes.map { "[\($0)]" }.joined() }
            if segment.support == .unsupported { text += "[no source]" }
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { TextLayout.wrapped(String($0), width: width) }.joined(separator: "\n")
            .trimmingNewlines()
    }

    /// "[1] Warranty terms (policies/warranty.md), line 22, Batteries > Duration" and the quote below it.
    private func footnote(_ note: Footnote, isMarked: Bool = true) -> String {
        let name = HarmlessText.of(note.document.name, oneLine: true)
        var source = name
        if let path = note.document.path {
            source = terminal.linked(name, to: Terminal.fileAddress(path) + PlaceText.fragment(note))
        }
        if let title = note.document.title, title != note.document.name {
            source = terminal.styled(HarmlessText.of(title, oneLine: true), .bold) + " (\(source))"
        }
        var facts = [source]
        if let place = PlaceText.of(note) { facts.append(HarmlessText.of(place, oneLine: true)) }
        if !note.headingPath.isEmpty {
            facts.append(HarmlessText.of(note.headingPath.joined(separator: " > "), oneLine: true))
        }
        let marker = isMarked ? "[\(note.number)] " : "- "
        var lines = marker + facts.joined(separator: ", ")
        switch note.state {
        case .verified: break
        case .verifiedMoved: lines += terminal.styled("  (found elsewhere in the document)", .dim)
        case .unverified: lines += terminal.styled("  NOT VERIFIED: these words were not found in the source", .red)
        }
        switch note.since {
        case nil, .same: break
        case .moved: lines += terminal.styled("  (the source changed since and still says this)", .dim)
        case .changed: lines += terminal.styled("  THE SOURCE CHANGED SINCE: it says this no more", .red)
        case .vanished: lines += terminal.styled("  THE SOURCE IS GONE since", .red)
        }
        var quote = note.quote.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        // A quote is shown whole; a passage that only comes close is shown as far as it helps to choose.
        if !isMarked, quote.count > 280 { quote = quote.prefix(270) + " ..." }
        let indented = TextLayout.wrapped("\"\(HarmlessText.of(quote, oneLine: true))\"", width: width - 4)
        return lines + "\n"
            + indented.split(separator: "\n").map { "    " + terminal.styled(String($0), .dim) }
            .joined(separator: "\n")
    }

    private func unread(_ parts: [Answer.UnreadPart]) -> String {
        let lines = parts.map { part -> String in
            let pages = part.pages.isEmpty ? "" : ", " + pageList(part.pages)
            return
                "- \(HarmlessText.of(part.name, oneLine: true))\(pages): \(HarmlessText.of(part.reason, oneLine: true))"
        }
        return terminal.styled("Not searched, though it may matter:", .yellow) + "\n" + lines.joined(separator: "\n")
    }

    private func pageList(_ pages: [Int]) -> String {
        let shown = pages.prefix(8).map(String.init).joined(separator: ", ")
        return (pages.count == 1 ? "page " : "pages ") + shown + (pages.count > 8 ? " ..." : "")
    }
}

extension String {
    fileprivate func trimmingNewlines() -> String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        while text.first?.isNewline == true { text.removeFirst() }
        return String(text)
    }
}
