internal import Glibc

/// Words that were normalised and stemmed before, so that a common word is looked up instead of stemmed.
///
/// A fixed table in which a new word takes the place of the older of two: it never grows, and what it returns never depends
/// on what it holds. An entry is eight 64-bit words, one line of the processor's cache: the word (24 bytes, zero
/// padded), its description, and its form (32 bytes).
final class StemCache {
    static let keyCapacity = 24
    static let formCapacity = 32
    private static let entryWords = 8
    private static let entryCount = 1 << 15

    private let entries: UnsafeMutablePointer<UInt64>

    init() {
        // Zeroed pages that nobody touched cost nothing: a query pays for the words it has.
        guard let zeroed = calloc(StemCache.entryCount * StemCache.entryWords, 8) else { fatalError("out of memory") }
        entries = zeroed.bindMemory(to: UInt64.self, capacity: StemCache.entryCount * StemCache.entryWords)
    }

    deinit { free(entries) }

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
        var slot: Int {
            var h = (a ^ salt &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
            h = (h ^ h >> 32 ^ b) &* 0xC4CE_B9FE_1A85_EC53
            h = (h ^ h >> 29 ^ c) &* 0x9E37_79B9_7F4A_7C15
            return Int(truncatingIfNeeded: h >> 50) << 1
        }
    }

    /// The form of a word, or nil when it is not there. The pointer holds until the next `store`.
    @inline(__always)
    func form(_ key: Key) -> UnsafeBufferPointer<UInt8>? {
        var entry = entries + key.slot &* StemCache.entryWords
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

    /// Keeps a word's form when it is short enough.
    func store(_ key: Key, _ form: UnsafeBufferPointer<UInt8>) {
        guard form.count <= StemCache.formCapacity else { return }
        let entry = entries + key.slot &* StemCache.entryWords
        // The word that was here moves to the second place of its pair.
        (entry + StemCache.entryWords).update(from: entry, count: StemCache.entryWords)
        entry[0] = key.a
        entry[1] = key.b
        entry[2] = key.c
        entry[3] = key.salt << 8 | UInt64(form.count)
        let bytes = UnsafeMutableRawPointer(entry + 4)
        if let base = form.baseAddress { bytes.copyMemory(from: base, byteCount: form.count) }
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
