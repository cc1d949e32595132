extension JSONParser {
    /// Parses the string whose opening quotation mark stands at `position`.
    mutating func parseString() throws(JSONError) -> JSONString {
        position += 1
        let start = position
        position = endOfPlainText(from: position)
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            let value = try text(start..<position)
            position += 1
            return JSONString(value)
        }
        return try parseEscapedString(from: start)
    }

    /// The offset of the first quotation mark, backslash or control character, eight bytes at a time.
    private func endOfPlainText(from start: Int) -> Int {
        var offset = start
        let base = UnsafeRawPointer(bytes.baseAddress!)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            // The lowest set bit is exact: a borrow can only spoil bytes above the first hit.
            let found =
                ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- ones &* 0x20) & ~word)
            let hits = found & highs
            if hits != 0 { return offset + hits.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != 0x22, bytes[offset] != 0x5C { offset += 1 }
        return offset
    }

    private func text(_ range: Range<Int>) throws(JSONError) -> String {
        guard let value = String(validating: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) else {
            throw JSONError(.invalidUTF8, "UTF-8", at: range.lowerBound, in: bytes)
        }
        return value
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> JSONString {
        var value: [UInt8] = Array(bytes[start..<position])
        var isCanonical = true
        var hasLoneSurrogate = false
        while true {
            guard position < bytes.count else {
                guard acceptsTruncation else { throw error("the closing quotation mark") }
                return JSONString(completeText(value))
            }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let raw = start..<position
                guard let string = String(validating: value, as: UTF8.self) else {
                    throw JSONError(.invalidUTF8, "UTF-8", at: start, in: bytes)
                }
                position += 1
                if isCanonical { return JSONString(string) }
                let source = JSONString.Source(escaped: try text(raw), hasLoneSurrogate: hasLoneSurrogate)
                return JSONString(string, source: source)
            case UInt8(ascii: "\\"):
                do throws(JSONError) {
                    try parseEscape(into: &value, &isCanonical, &hasLoneSurrogate)
                } catch {
                    guard acceptsTruncation, error.code == .truncated else { throw error }
                    position = bytes.count
                }
            case 0..<0x20:
                throw error("an escape, since control characters may not stand in a string")
            default:
                let end = endOfPlainText(from: position)
                value.append(contentsOf: bytes[position..<end])
                position = end
            }
        }
    }

    /// What is whole of a text that may end inside a character.
    private func completeText(_ bytes: [UInt8]) -> String {
        for cut in 0...min(3, bytes.count) {
            if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func parseEscape(
        into value: inout [UInt8], _ isCanonical: inout Bool, _ hasLoneSurrogate: inout Bool
    ) throws(JSONError) {
        position += 1
        guard position < bytes.count else { throw error("an escape") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): value.append(letter)
        case UInt8(ascii: "n"): value.append(0x0A)
        case UInt8(ascii: "r"): value.append(0x0D)
        case UInt8(ascii: "t"): value.append(0x09)
        case UInt8(ascii: "b"): value.append(0x08)
        case UInt8(ascii: "f"): value.append(0x0C)
        case UInt8(ascii: "/"):
            value.append(letter)
            isCanonical = false
        case UInt8(ascii: "u"):
            let digits = position
            let scalar = try parseScalar(&hasLoneSurrogate)
            value.append(contentsOf: UTF8.encode(scalar)!)
            if !JSONWriter.writesUnicodeEscape(scalar, bytes[digits..<position]) { isCanonical = false }
        default:
            position -= 1
            throw error("one of \" \\ / b f n r t u")
        }
    }

    /// Parses the four digits after `\u`, and the second half of a pair with them.
    private mutating func parseScalar(_ hasLoneSurrogate: inout Bool) throws(JSONError) -> Unicode.Scalar {
        let first = try parseHex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == UInt8(ascii: "u")
        {
            let before = position
            position += 2
            let second = try parseHex()
            if (0xDC00...0xDFFF).contains(second) {
                return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))!
            }
            position = before
        }
        hasLoneSurrogate = true
        return "\u{FFFD}"
    }

    private mutating func parseHex() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw error("four hexadecimal digits") }
            let byte = bytes[position]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt16(byte - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | UInt16(byte - 0x61 + 10)
            default: throw error("four hexadecimal digits")
            }
            position += 1
        }
        return value
    }
}

extension JSONValue {
    /// Reads the one string that begins at `position` and moves behind it: for scanners that know the text around it. Nil when
    /// no well-formed string begins there.
    package static func string(in bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        var parser = JSONParser(bytes, keepsLayout: false, maximumDepth: 1)
        parser.position = position
        guard let string = try? parser.parseString() else { return nil }
        position = parser.position
        return string.value
    }
}
