/// Text of documents, file names and services, made safe to show: it cannot move the cursor, change colours, set titles,
/// reorder what stands around it, or hide.
package enum HarmlessText {
    /// The text with control characters replaced; line feeds and tabs stay unless it must be one line.
    ///
    /// C0 controls and DEL become their pictures (U+2400...), so that a person sees that something stood there. C1
    /// controls, the bidirectional controls (Trojan Source), line and paragraph separators, interlinear annotation marks
    /// and tag characters become U+FFFD.
    package static func of(_ text: String, oneLine: Bool = false) -> String {
        guard text.utf8.contains(where: { mayBegin($0, oneLine: oneLine) }) else { return text }
        var out = String.UnicodeScalarView()
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { out.append(replacement(for: scalar, oneLine: oneLine) ?? scalar) }
        return String(out)
    }

    /// JSON with the same characters written as escapes: the same value, and as harmless when it is shown.
    package static func ofJSON(_ text: String) -> String {
        guard text.utf8.contains(where: { mayBegin($0, oneLine: false) }) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x7F, replacement(for: scalar, oneLine: false) != nil else {
                out.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                out.append(
                    contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
            }
        }
        return String(out)
    }

    /// Whether a byte can be the first of a scalar that is replaced.
    private static func mayBegin(_ byte: UInt8, oneLine: Bool) -> Bool {
        switch byte {
        case 0x09, 0x0A: oneLine
        case 0..<0x20, 0x7F: true
        case 0xC2, 0xD8, 0xE2, 0xEF, 0xF3: true
        default: false
        }
    }

    private static func replacement(for scalar: Unicode.Scalar, oneLine: Bool) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09, 0x0A: oneLine ? " " : nil
        case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0: "\u{FFFD}"
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
        case 0x2028, 0x2029, 0xFFF9...0xFFFB, 0xE0000...0xE007F: "\u{FFFD}"
        default: nil
        }
    }
}
