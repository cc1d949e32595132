/// The size of a picture, from the head of its file.
enum ImageSize {
    static func read(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        func big(_ offset: Int, _ count: Int) -> Int { bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) } }
        func little(_ offset: Int, _ count: Int) -> Int {
            bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func starts(_ text: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text) }
        if starts([0x89, 0x50, 0x4E, 0x47]), bytes.count >= 24 { return (big(16, 4), big(20, 4)) }
        if starts(Array("GIF8".utf8)), bytes.count >= 10 { return (little(6, 2), little(8, 2)) }
        if starts(Array("RIFF".utf8)), starts(Array("WEBP".utf8), at: 8), bytes.count >= 30 {
            if starts(Array("VP8X".utf8), at: 12) { return (little(24, 3) + 1, little(27, 3) + 1) }
            if starts(Array("VP8L".utf8), at: 12) {
                let bits = little(21, 4)
                return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
            }
            return (little(26, 2) & 0x3FFF, little(28, 2) & 0x3FFF)
        }
        guard starts([0xFF, 0xD8]) else { return nil }
        var offset = 2
        while offset + 9 < bytes.count, bytes[offset] == 0xFF {
            let marker = bytes[offset + 1]
            // The frame's head, of whatever kind of coding.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return (big(offset + 7, 2), big(offset + 5, 2))
            }
            offset += 2 + big(offset + 2, 2)
        }
        return nil
    }
}
