import CommandLine

/// Text made safe inside Markdown.
package enum MarkdownEscape {
    /// Nothing of the text means anything but itself.
    package static func whole(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var atLineStart = true
        var digits = 0
        var last: Unicode.Scalar = "\n"
        for scalar in HarmlessText.of(text).unicodeScalars {
            let isActive: Bool
            switch scalar {
            case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "|", "~", "&", "@", "$", "!": isActive = true
            case "-", "+", "=", ":": isActive = atLineStart
            // A list's number, and an address that would become a link.
            case ".", ")": isActive = digits > 0 || last == "w" || last == "W"
            case "/": isActive = last == ":"
            default: isActive = false
            }
            if isActive { out.append("\\") }
            out.append(scalar)
            if scalar == "\n" {
                (atLineStart, digits) = (true, 0)
            } else {
                let isDigit = ("0"..."9").contains(scalar)
                digits = isDigit && (atLineStart || digits > 0) ? digits + 1 : 0
                if scalar != " ", scalar != "\t" { atLineStart = false }
            }
            last = scalar
        }
        return String(out)
    }

    /// Emphasis, headings, lists and tables keep their meaning; HTML, links, pictures, footnotes and code, in which the
    /// footnotes that follow could be lost, have none.
    static func active(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in HarmlessText.of(text).unicodeScalars {
            if ["\\", "<", ">", "[", "]", "&", "`", "~"].contains(scalar) { out.append("\\") }
            out.append(scalar)
        }
        return String(out)
    }
}
