package import CommandLine
package import DocumentModel

/// The answer for a terminal: text wrapped to its width with bracketed markers, then the footnotes.
package struct TerminalAnswer: Renderer {
    private let terminal: Terminal
    private let width: Int

    package init(_ terminal: Terminal) {
        self.terminal = terminal
        width = min(terminal.width, 100)
    }

    package func render(_ answer: Answer, _ illustrations: [Int: Illustration]) -> String { text(answer) }

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
                    heading("No source stands behind this:", .yellow) + "\n" + claims.joined(separator: "\n"))
            }
        }
        if !answer.notes.isEmpty {
            parts.append(
                answer.notes.flatMap {
                    DisplayLines.wrapped(DisplayLines.pieces(HarmlessText.of($0, oneLine: true)), width: width)
                }.map { terminal.styled($0, .yellow) }.joined(separator: "\n"))
        }
        if !answer.footnotes.isEmpty { parts.append(answer.footnotes.map { footnote($0) }.joined(separator: "\n")) }
        if !answer.closest.isEmpty {
            parts.append(
                heading("The closest passages:") + "\n"
                    + answer.closest.map { footnote($0, isMarked: false) }.joined(separator: "\n")
            )
        }
        if !answer.unread.isEmpty { parts.append(unread(answer.unread)) }
        return parts.joined(separator: "\n\n")
    }

    private func heading(_ text: String, _ style: TextStyle? = nil) -> String {
        DisplayLines.wrapped(DisplayLines.pieces(text), width: width).map { line in
            style.map { terminal.styled(line, $0) } ?? line
        }.joined(separator: "\n")
    }

    private func claim(_ text: String) -> String {
        let pieces = DisplayLines.pieces(HarmlessText.of(text.onOneLine, oneLine: true))
        return "- " + DisplayLines.wrapped(pieces, width: width - 2, indent: "  ").joined(separator: "\n")
    }

    /// The answer's text with its markers, paragraph by paragraph.
    private func body(_ answer: Answer) -> String {
        var text = ""
        for segment in answer.segments {
            // A marker belongs to a word, if need be to one of the segment before.
            let markers = segment.footnotes.map { "[\($0)]" }.joined()
            if let last = segment.text.lastIndex(where: { !$0.isWhitespace }) {
                let split = segment.text.index(after: last)
                text += HarmlessText.of(String(segment.text[..<split])) + markers
                if segment.support == .unsupported { text += "[no source]" }
                text += HarmlessText.of(String(segment.text[split...]))
            } else {
                let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
                text.insert(contentsOf: markers, at: end)
                text += HarmlessText.of(segment.text)
            }
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { DisplayLines.wrapped(DisplayLines.pieces($0), width: width).joined(separator: "\n") }
            .joined(separator: "\n").trimmingNewlines()
    }

    /// "[1] Warranty terms (policies/warranty.md), line 22, Batteries > Duration" and the quote below it.
    private func footnote(_ note: Footnote, isMarked: Bool = true) -> String {
        var pieces = DisplayLines.pieces(isMarked ? "[\(note.number)]" : "-")
        pieces += source(note)
        for remark in FootnoteRemark.all(of: note) {
            pieces += DisplayLines.pieces("(\(remark.text))", width: width - 4) {
                terminal.styled($0, remark.isAlarm ? .red : .dim)
            }
        }
        // Nothing is quoted from a picture.
        let source = DisplayLines.wrapped(pieces, width: width, indent: "    ")
        if note.quote.isEmpty { return source.joined(separator: "\n") }
        let quote = isMarked ? note.quote.onOneLine : note.quote.onOneLine.shortened
        let quoted = DisplayLines.pieces("\"\(HarmlessText.of(quote, oneLine: true))\"")
        let lines = DisplayLines.wrapped(quoted, width: width - 4).map { "    " + terminal.styled($0, .dim) }
        return (source + lines).joined(separator: "\n")
    }

    private func source(_ note: Footnote) -> [DisplayLines.Piece] {
        func plain(_ text: String) -> String { HarmlessText.of(text, oneLine: true) }
        let name = plain(note.document.name)
        let title = note.document.title.flatMap { $0 == note.document.name ? nil : plain($0) }
        var facts: [String] = []
        if let place = PlaceText.of(note) { facts.append(plain(place)) }
        if !note.headingPath.isEmpty { facts.append(plain(note.headingPath.joined(separator: " > "))) }
        let (before, after) = (title == nil ? "" : "(", (title == nil ? "" : ")") + (facts.isEmpty ? "" : ","))
        let address = note.document.path.map { Terminal.fileAddress($0) + PlaceText.fragment(note) }
        // A name that is wider than the line goes on in the next, every part a link.
        let names = DisplayLines.parts(name, width: max(8, width - 4 - DisplayWidth.of(before + after)))
        let links = names.enumerated().map { index, part in
            let (opening, closing) = (index == 0 ? before : "", index == names.count - 1 ? after : "")
            return DisplayLines.Piece(
                shown: opening + (address.map { terminal.linked(part, to: $0) } ?? part) + closing,
                width: DisplayWidth.of(opening + part + closing), isSpaced: index == 0)
        }
        let titles = DisplayLines.pieces(title ?? "", width: width - 4) { terminal.styled($0, .bold) }
        return titles + links + DisplayLines.pieces(facts.joined(separator: ", "))
    }

    private func unread(_ parts: [Answer.UnreadPart]) -> String {
        let lines = parts.map { part in
            let pieces = DisplayLines.pieces("- " + HarmlessText.of(part.line, oneLine: true))
            return DisplayLines.wrapped(pieces, width: width, indent: "  ").joined(separator: "\n")
        }
        return heading("Not searched, though it may matter:", .yellow) + "\n" + lines.joined(separator: "\n")
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
