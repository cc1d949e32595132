/// A text as a careless copyist would write it, with the way back: runs of white space are one space, ligatures are
/// letters, soft hyphens and hyphens at line ends are gone.
struct QuoteFolding {
    /// The folded scalars.
    private(set) var scalars: [UInt32] = []
    /// For each scalar the byte range in the text that it stands for.
    private(set) var origins: [Range<Int>] = []

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let (scalar, length) = QuoteFolding.decode(text, at: index)
            let range = index..<(index + length)
            index += length
            switch scalar {
            case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
                continue
            case 0x2D, 0x2010:
                // A hyphen before a line end joins; any other is a letter of the text.
                if let next = QuoteFolding.lineEnd(text, at: index), !scalars.isEmpty, scalars.last != 0x20 {
                    index = next
                } else {
                    append(0x2D, range)
                }
            case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
                if scalars.last == 0x20 {
                    origins[origins.count - 1] = origins[origins.count - 1].lowerBound..<range.upperBound
                } else {
                    append(0x20, range)
                }
            default:
                if let letters = QuoteFolding.ligatures[scalar] {
                    for letter in letters { append(letter, range) }
                } else {
                    append(scalar, range)
                }
            }
        }
    }

    /// Without the white space at both ends.
    mutating func trim() {
        while scalars.last == 0x20 {
            scalars.removeLast()
            origins.removeLast()
        }
        if scalars.first == 0x20 {
            scalars.removeFirst()
            origins.removeFirst()
        }
    }

    mutating func dropSpaces() {
        let kept = scalars.indices.filter { scalars[$0] != 0x20 }
        scalars = kept.map { scalars[$0] }
        origins = kept.map { origins[$0] }
    }

    private mutating func append(_ scalar: UInt32, _ origin: Range<Int>) {
        scalars.append(scalar)
        origins.append(origin)
    }

    private static let ligatures: [UInt32: [UInt32]] = [
        0xFB00: [0x66, 0x66], 0xFB01: [0x66, 0x69], 0xFB02: [0x66, 0x6C], 0xFB03: [0x66, 0x66, 0x69],
        0xFB04: [0x66, 0x66, 0x6C], 0xFB05: [0x73, 0x74], 0xFB06: [0x73, 0x74],
    ]

    /// The index behind a line end that begins at `index`, spaces before it included.
    private static func lineEnd(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        var end = index
        while end < text.count, text[end] == 0x20 || text[end] == 0x09 || text[end] == 0x0D { end += 1 }
        guard end < text.count, text[end] == 0x0A else { return nil }
        end += 1
        while end < text.count, text[end] == 0x20 || text[end] == 0x09 { end += 1 }
        return end
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
        let first = text[index]
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard length > 1, index + length <= text.count else { return (UInt32(first), 1) }
        var scalar = UInt32(first) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { scalar = scalar << 6 | UInt32(text[index + offset] & 0x3F) }
        return (scalar, length)
    }
}
