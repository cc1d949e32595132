package import DocumentModel

/// Where a footnote stands, in words for people.
package enum PlaceText {
    /// "page 217 (PDF page 219)", "pages 3-4", "line 12", "lines 12-14".
    package static func of(_ note: Footnote) -> String? {
        if let first = note.pages.first, let last = note.pages.last {
            let physical = first.physical == last.physical ? "\(first.physical)" : "\(first.physical)-\(last.physical)"
            let word = note.pages.count == 1 ? "page" : "pages"
            guard let from = first.printed, let to = last.printed else { return "\(word) \(physical)" }
            let printed = from == to ? from : "\(from)-\(to)"
            return printed == physical ? "\(word) \(printed)" : "\(word) \(printed) (PDF \(word) \(physical))"
        }
        guard let lines = note.lines else { return nil }
        return lines.first == lines.last ? "line \(lines.first)" : "lines \(lines.first)-\(lines.last)"
    }

    /// The part of a file's address that opens it at the place.
    package static func fragment(_ note: Footnote) -> String {
        if let page = note.pages.first { return "#page=\(page.physical)" }
        if let lines = note.lines { return "#L\(lines.first)" }
        return ""
    }
}
