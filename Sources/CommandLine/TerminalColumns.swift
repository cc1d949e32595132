/// How many columns text takes on a terminal: two for each wide character, none for marks that stand on another.
package enum TerminalColumns {
    package static func count(of text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// The longest end of a text that fits, not beginning with a mark.
    package static func suffix(of text: String, fitting columns: Int) -> Substring {
        var room = columns
        var start = text.endIndex
        for index in text.indices.reversed() {
            room -= count(of: text[index...index])
            if room < 0 { break }
            start = index
        }
        return text[start...]
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return isWide(scalar) ? 2 : 1
        }
    }

    /// The blocks whose characters are wide or fullwidth (Unicode Standard Annex 11), and pictures.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3: true
        case 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6: true
        case 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD: true
        default: scalar.properties.isEmojiPresentation
        }
    }
}
