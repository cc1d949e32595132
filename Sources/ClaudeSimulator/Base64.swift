/// Base64 with padding, as JSON carries bytes.
enum Base64 {
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, letter) in letters.utf8.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    static func isValid(_ text: String) -> Bool { decode(text) != nil }

    /// The bytes, or nil when the text is not base64.
    static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { utf8 -> [UInt8]? in
            guard utf8.count % 4 == 0, !utf8.isEmpty else { return nil }
            let padding = utf8.suffix(2).count { $0 == UInt8(ascii: "=") }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(utf8.count / 4 * 3)
            var word: UInt32 = 0
            for (offset, letter) in utf8[..<(utf8.count - padding)].enumerated() {
                let value = values[Int(letter)]
                guard value != 0xFF else { return nil }
                word = word << 6 | UInt32(value)
                guard offset % 4 == 3 else { continue }
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
                word = 0
            }
            switch padding {
            case 1:
                bytes.append(UInt8(truncatingIfNeeded: word >> 10))
                bytes.append(UInt8(truncatingIfNeeded: word >> 2))
            case 2: bytes.append(UInt8(truncatingIfNeeded: word >> 4))
            default: break
            }
            return bytes
        }
    }
}
