extension JSONWriter {
    /// Writes a string as it was written, if the style says so.
    public mutating func write(_ string: JSONString) {
        guard style == .exact, let escaped = string.escaped, !(replacesLoneSurrogates && string.hasLoneSurrogate) else {
            return write(string.value)
        }
        append(UInt8(ascii: "\""))
        append(escaped)
        append(UInt8(ascii: "\""))
    }

    /// Writes a string with its quotation marks and the fewest escapes.
    public mutating func write(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var plain = 0
            for offset in utf8.indices {
                let byte = utf8[offset]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
                append(utf8[plain..<offset])
                plain = offset + 1
                append(UInt8(ascii: "\\"))
                writeEscape(byte)
            }
            append(utf8[plain...])
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func writeEscape(_ byte: UInt8) {
        switch byte {
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0D: append(UInt8(ascii: "r"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x08: append(UInt8(ascii: "b"))
        case 0x0C: append(UInt8(ascii: "f"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        default:
            append("u00")
            append(Self.hexadecimal(byte >> 4))
            append(Self.hexadecimal(byte & 15))
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x61 + digit - 10 }

    /// Whether this writer, too, would write the character as `\u` and these four digits.
    static func writesUnicodeEscape(_ scalar: Unicode.Scalar, _ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard scalar.value < 0x20, ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(scalar.value) else { return false }
        return !digits.contains { (0x41...0x46).contains($0) }
    }
}
