/// One scalar value read from UTF-8.
struct DecodedScalar {
    /// The scalar value, or `invalid`.
    var value: UInt32
    /// How many bytes it takes; 1 for a byte that is not part of valid UTF-8.
    var length: Int

    static let invalid: UInt32 = 0xFFFF_FFFF
    var isValid: Bool { value != DecodedScalar.invalid }
}

/// Reads the scalar at `i`. Bytes that are not valid UTF-8 (also overlong forms and surrogates) are one invalid scalar
/// of one byte each, so that reading always goes on.
@inline(__always)
func decodeScalar(_ p: UnsafePointer<UInt8>, _ i: Int, _ end: Int) -> DecodedScalar {
    let b0 = p[i]
    if b0 < 0x80 { return DecodedScalar(value: UInt32(b0), length: 1) }
    let invalid = DecodedScalar(value: DecodedScalar.invalid, length: 1)
    if b0 < 0xC2 || b0 > 0xF4 { return invalid }
    guard i + 1 < end, p[i + 1] & 0xC0 == 0x80 else { return invalid }
    let b1 = UInt32(p[i + 1] & 0x3F)
    if b0 < 0xE0 { return DecodedScalar(value: UInt32(b0 & 0x1F) << 6 | b1, length: 2) }
    guard i + 2 < end, p[i + 2] & 0xC0 == 0x80 else { return invalid }
    let b2 = UInt32(p[i + 2] & 0x3F)
    if b0 < 0xF0 {
        let value = UInt32(b0 & 0x0F) << 12 | b1 << 6 | b2
        return value < 0x800 || (value >= 0xD800 && value < 0xE000) ? invalid : DecodedScalar(value: value, length: 3)
    }
    guard i + 3 < end, p[i + 3] & 0xC0 == 0x80 else { return invalid }
    let value = UInt32(b0 & 0x07) << 18 | b1 << 12 | b2 << 6 | UInt32(p[i + 3] & 0x3F)
    return value < 0x10000 || value > 0x10FFFF ? invalid : DecodedScalar(value: value, length: 4)
}

/// Writes a scalar as UTF-8 and says how many bytes it took.
@inline(__always)
func encodeScalar(_ scalar: UInt32, into p: UnsafeMutablePointer<UInt8>) -> Int {
    if scalar < 0x80 {
        p[0] = UInt8(truncatingIfNeeded: scalar)
        return 1
    }
    if scalar < 0x800 {
        p[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
        p[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        return 2
    }
    if scalar < 0x10000 {
        p[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
        p[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
        p[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
        return 3
    }
    p[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    p[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
    p[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
    p[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 4
}
