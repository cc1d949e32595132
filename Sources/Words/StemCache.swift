internal import Glibc

/// Words that were normalised and stemmed before, so that a common word is looked up instead of stemmed.
///
/// A table in which a new word takes the place of the older of two. It begins small, since a process that asks one question
/// pays for every page of memory that it touches, and grows with the words it has seen up to 2 MiB. What it returns never
/// depends on what it holds. An entry is eight 64-bit words, one line of the processor's cache: the word (24 bytes, zero
/// padded), its description, and its form (32 bytes).
final class StemCache {
    static let keyCapacity = 24
    static let formCapacity = 32
    private static let entryWords = 8
    /// Binary logarithms of how many pairs of entries there are, and how many times as many there will be.
    private static let (firstPairs, growth, mostPairs) = (9, 2, 14)

    private var entries: UnsafeMutablePointer<UInt64>
    /// What a hash is shifted by to number a pair.
    private var shift: UInt64
    /// How many words may still come before the table grows.
    private var room: Int

    init() {
        (entries, shift, room) = StemCache.table(pairs: StemCache.firstPairs)
    }

    deinit { free(entries) }

    private static func table(pairs: Int) -> (UnsafeMutablePointer<UInt64>, UInt64, Int) {
        guard let zeroed = calloc(entryWords * 2 << pairs, 8) else { fatalError("out of memory") }
        return (
            zeroed.bindMemory(to: UInt64.self, capacity: entryWords * 2 << pairs), UInt64(64 - pairs),
            pairs < mostPairs ? 1 << pairs : Int.max
        )
    }

    /// The word as it is looked up. `salt` is what its form depends on beside its letters; it is never zero.
    struct Key {
        var a: UInt64 = 0
        var b: UInt64 = 0
        var c: UInt64 = 0
        var salt: UInt64

        @inline(__always)
        init(salt: UInt64) { self.salt = salt }

        /// The key of a word of at most `keyCapacity` bytes.
        init(_ word: UnsafeBufferPointer<UInt8>, salt: UInt64) {
            self.salt = salt
            guard let p = word.baseAddress else { return }
            a = loadBytes(p, word.count)
            if word.count > 8 { b = loadBytes(p + 8, word.count - 8) }
            if word.count > 16 { c = loadBytes(p + 16, word.count - 16) }
        }

        @inline(__always)
        var hash: UInt64 {
            var h = (a ^ salt &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
            h = (h ^ h >> 32 ^ b) &* 0xC4CE_B9FE_1A85_EC53
            h = (h ^ h >> 29 ^ c) &* 0x9E37_79B9_7F4A_7C15
            return h
        }
    }

    /// The first of the two entries that can hold a word.
    @inline(__always)
    private func pair(_ key: Key) -> UnsafeMutablePointer<UInt64> {
        entries + Int(truncatingIfNeeded: key.hash &>> shift) &* (2 &* StemCache.entryWords)
    }

    /// The form of a word, or nil when it is not there. The pointer holds until the next `store`.
    @inline(__always)
    func form(_ key: Key) -> UnsafeBufferPointer<UInt8>? {
        var entry = pair(key)
        if entry[0] != key.a || entry[1] != key.b || entry[2] != key.c || entry[3] >> 8 != key.salt {
            entry += StemCache.entryWords
            guard entry[0] == key.a, entry[1] == key.b, entry[2] == key.c, entry[3] >> 8 == key.salt else {
                return nil
            }
        }
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(entry + 4).assumingMemoryBound(to: UInt8.self),
            count: Int(truncatingIfNeeded: entry[3] & 0xFF))
    }

    /// Keeps a word's form when it is short enough. The form must not stand in this table.
    func store(_ key: Key, _ form: UnsafeBufferPointer<UInt8>) {
        guard form.count <= StemCache.formCapacity else { return }
        if room == 0 { grow() }
        room &-= 1
        let entry = makeRoom(key)
        entry[0] = key.a
        entry[1] = key.b
        entry[2] = key.c
        entry[3] = key.salt << 8 | UInt64(form.count)
        let bytes = UnsafeMutableRawPointer(entry + 4)
        if let base = form.baseAddress { bytes.copyMemory(from: base, byteCount: form.count) }
    }

    /// Moves the word that was in the first place of a pair to the second.
    private func makeRoom(_ key: Key) -> UnsafeMutablePointer<UInt64> {
        let entry = pair(key)
        (entry + StemCache.entryWords).update(from: entry, count: StemCache.entryWords)
        return entry
    }

    private func grow() {
        let (old, oldPairs) = (entries, Int(64 - shift))
        defer { free(old) }
        (entries, shift, room) = StemCache.table(pairs: min(StemCache.mostPairs, oldPairs + StemCache.growth))
        // The second entry of a pair is the older one, and goes first.
        for number in (0..<(2 << oldPairs)).reversed() {
            let entry = old + number * StemCache.entryWords
            guard entry[3] != 0 else { continue }
            var key = Key(salt: entry[3] >> 8)
            (key.a, key.b, key.c) = (entry[0], entry[1], entry[2])
            makeRoom(key).update(from: entry, count: StemCache.entryWords)
        }
    }
}

/// Up to eight bytes as a little-endian number, zero padded.
@inline(__always)
func loadBytes(_ p: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    if count >= 8 { return UnsafeRawPointer(p).loadUnaligned(as: UInt64.self) }
    var value: UInt64 = 0
    var i = 0
    while i < count {
        value |= UInt64(p[i]) << UInt64(8 &* i)
        i &+= 1
    }
    return value
}
