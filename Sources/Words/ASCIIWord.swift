/// A run of ASCII letters, read eight bytes at a time, lower-cased into the key it is looked up by.
struct ASCIIWord {
    let end: Int
    let count: Int
    /// Short enough for the cache, and all of one case but for the first letter: nothing to split.
    let isPlain: Bool
    private(set) var key: StemCache.Key

    @inline(__always)
    init(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, salt: UInt64) {
        var key = StemCache.Key(salt: salt)
        var run = LetterRun(p, start, n)
        key.a = run.lowercased
        var length = run.count
        var uppers = run.uppercase.nonzeroBitCount
        let startsUpper = run.uppercase & 0x80 != 0
        if run.count == 8 {
            run = LetterRun(p, start &+ 8, n)
            key.b = run.lowercased
            length &+= run.count
            uppers &+= run.uppercase.nonzeroBitCount
            if run.count == 8 {
                run = LetterRun(p, start &+ 16, n)
                key.c = run.lowercased
                length &+= run.count
                uppers &+= run.uppercase.nonzeroBitCount
            }
        }
        self.key = key
        count = length
        end = start &+ length
        isPlain =
            (uppers == 0 || (uppers == 1 && startsUpper) || uppers == length) && length < StemCache.keyCapacity
    }

    func copyLowercased(into bytes: UnsafeMutablePointer<UInt8>) {
        let raw = UnsafeMutableRawPointer(bytes)
        raw.storeBytes(of: key.a, as: UInt64.self)
        raw.storeBytes(of: key.b, toByteOffset: 8, as: UInt64.self)
        raw.storeBytes(of: key.c, toByteOffset: 16, as: UInt64.self)
    }
}

/// The ASCII letters at the beginning of eight bytes.
private struct LetterRun {
    let lowercased: UInt64
    /// The high bit of every byte that is an upper-case letter.
    let uppercase: UInt64
    let count: Int

    @inline(__always)
    init(_ p: UnsafePointer<UInt8>, _ i: Int, _ n: Int) {
        let x = loadBytes(p + i, n &- i)
        let high: UInt64 = 0x8080_8080_8080_8080
        let low = x | 0x2020_2020_2020_2020
        let atLeastA = (low & ~high) &+ 0x1F1F_1F1F_1F1F_1F1F
        let pastZ = (low & ~high) &+ 0x0505_0505_0505_0505
        let letters = atLeastA & ~pastZ & ~x & high
        let others = ~letters & high
        let length = others == 0 ? 8 : others.trailingZeroBitCount >> 3
        let mask = length == 8 ? ~0 : (UInt64(1) << UInt64(8 &* length)) &- 1
        lowercased = low & mask
        uppercase = letters & mask & ~(x << 2)
        count = length
    }
}
