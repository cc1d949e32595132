/// A checksum of a row of text: tells whether a byte changed on the disk. Not meant against people.
///
/// Eight bytes at a time are mixed into the sum by multiplication and rotation; the length goes in first.
enum TextChecksum {
    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var sum = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= raw.count {
            sum = mix(sum, UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            index += 8
        }
        var rest: UInt64 = 0
        var shift: UInt64 = 0
        while index < raw.count {
            rest |= UInt64(raw[index]) << shift
            shift += 8
            index += 1
        }
        return Int(truncatingIfNeeded: mix(sum, rest))
    }

    private static func mix(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let product = (sum ^ word) &* 0xFF51_AFD7_ED55_8CCD
        return product ^ (product >> 32)
    }
}
