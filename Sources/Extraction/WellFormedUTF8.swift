/// The offset of the first byte at or after `start` that is not part of a well-formed sequence (Unicode, table 3-7).
func firstIllFormedByte(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let count = bytes.count
    guard start < count, let base = bytes.baseAddress else { return nil }
    let raw = UnsafeRawPointer(base)
    var at = start
    while at < count {
        if base[at] < 0x80 {
            at += 1
            // Four words a step while all is ASCII.
            while at + 32 <= count {
                let a = raw.loadUnaligned(fromByteOffset: at, as: SIMD4<UInt64>.self)
                if (a.x | a.y | a.z | a.w) & 0x8080_8080_8080_8080 != 0 { break }
                at += 32
            }
            while at + 8 <= count,
                raw.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            { at += 8 }
            while at < count, base[at] < 0x80 { at += 1 }
            continue
        }
        let length = wellFormedLength(base, at, count)
        if length == 0 { return at }
        at += length
    }
    return nil
}

/// The length of the well-formed sequence of two to four bytes at an offset; 0 when there is none.
@inline(__always)
func wellFormedLength(_ base: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Int {
    let lead = base[at]
    @inline(__always) func isTail(_ offset: Int) -> Bool { base[at + offset] & 0xC0 == 0x80 }
    if lead < 0xE0 {
        return lead >= 0xC2 && at + 1 < count && isTail(1) ? 2 : 0
    }
    if lead < 0xF0 {
        guard at + 2 < count, isTail(1), isTail(2) else { return 0 }
        let second = base[at + 1]
        if lead == 0xE0 { return second >= 0xA0 ? 3 : 0 }
        if lead == 0xED { return second < 0xA0 ? 3 : 0 }
        return 3
    }
    guard lead < 0xF5, at + 3 < count, isTail(1), isTail(2), isTail(3) else { return 0 }
    let second = base[at + 1]
    if lead == 0xF0 { return second >= 0x90 ? 4 : 0 }
    if lead == 0xF4 { return second < 0x90 ? 4 : 0 }
    return 4
}
