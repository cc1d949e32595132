import CommandLine

/// Text made safe inside HTML, between tags and in attributes alike.
enum HTMLEscape {
    static func of(_ text: String, oneLine: Bool = false) -> String {
        var out = ""
        for scalar in HarmlessText.of(text, oneLine: oneLine).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
