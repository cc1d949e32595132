/// The document's title from its metadata, unless it is what programs leave there: a file name, a program's name, a
/// placeholder.
func meaningfulTitle(_ title: String?) -> String? {
    guard let title else { return nil }
    let text = collapsed(title)
    let lower = text.lowercased()
    let prefixes = ["microsoft word - ", "microsoft powerpoint - ", "microsoft excel - ", "untitled", "(anonymous)"]
    guard text.unicodeScalars.contains(where: \.properties.isAlphabetic), text.unicodeScalars.count >= 3,
        !prefixes.contains(where: lower.hasPrefix), !["unknown", "title", "document", "none", "null"].contains(lower)
    else { return nil }
    // A file name: one word with a short ending behind a dot.
    let endings = [
        ".doc", ".docx", ".pdf", ".rtf", ".odt", ".ppt", ".pptx", ".xls", ".xlsx", ".indd", ".qxd", ".tex", ".dvi",
        ".htm", ".html", ".txt",
    ]
    guard !endings.contains(where: lower.hasSuffix), !lower.contains("://"), !lower.contains("\\") else { return nil }
    return text
}

/// With every run of white space and control characters as one space, and none at the ends.
func collapsed(_ text: String) -> String {
    var result = ""
    var gap = false
    for scalar in text.unicodeScalars {
        if scalar.properties.isWhitespace || scalar.value < 32 || (0x7F...0x9F).contains(scalar.value) {
            gap = true
        } else {
            if gap, !result.isEmpty { result.unicodeScalars.append(" ") }
            gap = false
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
