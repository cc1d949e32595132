/// Our own prose, laid out in lines. It counts characters, which is right for help texts and not for documents.
package enum TextLayout {
    /// Breaks text at spaces so that no line is longer than `width`, unless a word is.
    package static func wrapped(_ text: String, width: Int, indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty { lines.append(margin + line) }
        return lines.joined(separator: "\n")
    }

    /// Paragraphs separated by empty lines; a paragraph whose lines begin with two spaces is kept as it is.
    static func paragraphs(_ text: String, width: Int, indent: Int = 0) -> String {
        split(text).map { paragraph in
            guard paragraph.hasPrefix("  ") else { return wrapped(paragraph, width: width, indent: indent) }
            let margin = String(repeating: " ", count: indent)
            return paragraph.split(separator: "\n", omittingEmptySubsequences: false).map { margin + $0 }
                .joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    static func split(_ text: String) -> [String] {
        var paragraphs: [String] = []
        var current: [Substring] = []
        let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines + [""] {
            if line.isEmpty {
                if !current.isEmpty { paragraphs.append(current.joined(separator: "\n")) }
                current = []
            } else {
                current.append(line)
            }
        }
        return paragraphs
    }

    /// Two columns: terms, and what they mean. A term that is too long gets a line of its own.
    static func columns(_ rows: [(term: String, meaning: String)], width: Int, indent: Int = 2) -> String {
        let widest = rows.map(\.term.count).filter { $0 <= 26 }.max() ?? 0
        let column = indent + widest + 2
        return rows.map { row in
            let meaning = wrapped(row.meaning, width: max(width, column + 30), indent: column)
            let term = String(repeating: " ", count: indent) + row.term
            guard !meaning.isEmpty else { return term }
            if row.term.count > widest { return term + "\n" + meaning }
            let gap = String(repeating: " ", count: column - term.count)
            return term + gap + meaning.dropFirst(column)
        }.joined(separator: "\n")
    }
}
