/// What pictures and PDFs cost in tokens.
enum MediaTokens {
    /// What a page of a PDF takes: a picture and its text.
    static let pdfPage = 3_800

    /// The most that one picture takes on current models.
    static let largestImage = 4_784.0

    static func estimate(base64: String, mediaType: String) -> Double {
        // About 50 kB a page.
        if mediaType == "application/pdf" {
            return max(1, Double(base64.utf8.count) / 68_000).rounded(.up) * Double(pdfPage)
        }
        guard let (width, height) = pngSize(base64) else { return 1_600 }
        return min(largestImage, Double(((width + 27) / 28) * ((height + 27) / 28)))
    }

    /// Width and height out of the head of a PNG.
    private static func pngSize(_ base64: String) -> (Int, Int)? {
        let bytes = decodedPrefix(base64, count: 24)
        guard bytes.count == 24, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
        func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        return (number(16), number(20))
    }

    private static func decodedPrefix(_ base64: String, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for character in base64.utf8.prefix((count + 2) / 3 * 4) {
            let value: UInt8
            switch character {
            case 0x41...0x5A: value = character - 0x41
            case 0x61...0x7A: value = character - 0x61 + 26
            case 0x30...0x39: value = character - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            default: return []
            }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return Array(bytes.prefix(count))
    }
}
