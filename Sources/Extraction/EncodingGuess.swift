/// The text of bytes that no byte order mark explains, with the name of the encoding when it had to be guessed.
struct EncodingGuess {
    let text: UnicodeText
    let guessedName: String?

    /// Judges the bytes; an encoding that is declared and known is believed unless the bytes are UTF-8.
    init(_ bytes: [UInt8], declared: String?, name: String) throws(ExtractionError) {
        let bad = bytes.withUnsafeBufferPointer { firstIllFormedByte(in: $0, from: 0) }
        if bad == nil {
            if let escaped = Self.escapeEncoding(bytes), let text = CharsetConverter(name: escaped).convert(bytes[...]),
                text.replaced == 0
            {
                self.init(text, escaped)
                return
            }
            if bytes.contains(where: { $0 < 9 }), let form = unmarkedUnicodeForm(bytes[...]) {
                self.init(UnicodeText(bytes, from: 0, form), form.rawValue)
                return
            }
            self.init(UnicodeText(utf8: bytes, isVerbatim: true), nil)
            return
        }
        if let declared {
            let superset = LegacyEncoding.superset(of: declared)
            if let text = CharsetConverter(name: superset).convert(bytes[...]) {
                self.init(text, nil)
                return
            }
        }
        if let form = unmarkedUnicodeForm(bytes[...]) {
            self.init(UnicodeText(bytes, from: 0, form), form.rawValue)
            return
        }
        if Self.isDamagedUTF8(bytes) {
            self.init(UnicodeText(bytes, from: 0, .utf8), UnicodeForm.utf8.rawValue)
            return
        }
        let encoding = LegacyGuess(Self.sample(bytes, firstHighByte: bad ?? 0)).name
        guard let text = CharsetConverter(name: encoding).convert(bytes[...]) else {
            throw ExtractionError(
                .malformed, "\(name) seems to be \(encoding), which this system cannot convert",
                fix: "convert it to UTF-8")
        }
        self.init(text, encoding)
    }

    private init(_ text: UnicodeText, _ guessedName: String?) {
        self.text = text
        self.guessedName = guessedName
    }

    /// Encodings whose bytes are all ASCII and that announce themselves by escape sequences.
    private static func escapeEncoding(_ bytes: [UInt8]) -> String? {
        let escape: UInt8 = 0x1B
        if let at = bytes.firstIndex(of: escape) {
            let next = bytes[(at + 1)...].prefix(3)
            if next.starts(with: "$)C".utf8) { return "ISO-2022-KR" }
            if next.starts(with: "$B".utf8) || next.starts(with: "$@".utf8) || next.starts(with: "$(D".utf8) {
                return "ISO-2022-JP-2"
            }
            if next.starts(with: "$)A".utf8) || next.starts(with: "$)G".utf8) { return "ISO-2022-CN" }
        }
        return nil
    }

    /// Whether nearly all that is not ASCII is well-formed UTF-8: damaged, not another encoding.
    private static func isDamagedUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            var good = 0
            var bad = 0
            var at = 0
            while at < buffer.count {
                if buffer[at] < 0x80 {
                    at += 1
                    continue
                }
                let length = wellFormedLength(buffer.baseAddress!, at, buffer.count)
                if length > 0 { good += 1 } else { bad += 1 }
                at += max(length, 1)
            }
            // In legacy text a pair of high bytes that happens to be well-formed is the exception.
            return good >= 4 * bad || (bad == 1 && good > 0)
        }
    }

    /// The part that guessing looks at: the front, or from the line of the first high byte on.
    private static func sample(_ bytes: [UInt8], firstHighByte: Int) -> ArraySlice<UInt8> {
        let limit = 512 << 10
        guard bytes.count > limit, firstHighByte > limit / 2 else { return bytes.prefix(limit) }
        let line = bytes[..<firstHighByte].lastIndex(of: 10) ?? firstHighByte
        return bytes[line...].prefix(limit)
    }
}
