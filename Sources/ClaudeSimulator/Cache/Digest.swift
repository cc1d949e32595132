/// A 128-bit fingerprint of everything absorbed so far; the same in every process. Not for secrets.
struct Digest: Hashable, Sendable {
    private var low: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var high: UInt64 = 0xD1B5_4A32_D192_ED03

    mutating func absorb(_ word: UInt64) {
        // Each lane is a 64 by 64 multiplication folded upon itself; the lanes differ in their constants.
        let first = (low ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        let second = (high ^ word &+ 0x8EBC_6AF0_9C88_C6E3).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        low = first.high ^ first.low ^ (low << 1 | low >> 63)
        high = second.high ^ second.low ^ (high << 3 | high >> 61)
    }

    mutating func absorb(_ number: Int) { absorb(UInt64(truncatingIfNeeded: number)) }

    mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        absorb(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var last: UInt64 = 0
        for byte in bytes[offset...].reversed() { last = last << 8 | UInt64(byte) }
        absorb(last)
    }

    /// Text, its length included, so that `ab` and `c` is not `a` and `bc`.
    mutating func absorb(_ text: String) {
        var text = text
        text.withUTF8 { absorb(UnsafeRawBufferPointer($0)) }
    }

    var hexadecimal: String {
        func digits(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits(high) + digits(low)
    }
}
