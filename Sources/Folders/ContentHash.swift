internal import CHash
internal import Glibc

/// The SHA-256 of a file's content.
package struct ContentHash: Hashable, Sendable {
    /// The digest as four big-endian words.
    private let words: InlineWords

    private struct InlineWords: Hashable, Sendable {
        var a, b, c, d: UInt64
    }

    /// The digest; 32 bytes.
    package var bytes: [UInt8] {
        [words.a, words.b, words.c, words.d].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// The digest from its 32 bytes, or nil for any other number of bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = InlineWords(a: words[0], b: words[1], c: words[2], d: words[3])
    }

    /// Of bytes in memory.
    package init(of bytes: [UInt8]) {
        var hasher = ContentHasher()
        bytes.withUnsafeBytes { hasher.update($0) }
        self = hasher.finish()
    }

    fileprivate init(_ state: [UInt32]) {
        func word(_ index: Int) -> UInt64 { UInt64(state[index]) << 32 | UInt64(state[index + 1]) }
        words = InlineWords(a: word(0), b: word(2), c: word(4), d: word(6))
    }
}

extension ContentHash: CustomStringConvertible {
    /// 64 hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// SHA-256 over content that arrives in pieces.
struct ContentHasher {
    typealias Mix = (UnsafeMutablePointer<UInt32>?, UnsafePointer<UInt8>?, Int) -> Void

    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var length: UInt64 = 0
    private let mix: Mix

    init(mix: @escaping Mix = { chash_sha256_blocks($0, $1, $2) }) {
        self.mix = mix
    }

    /// Without the processor's special instructions.
    static var portable: ContentHasher {
        ContentHasher { chash_sha256_blocks_portable($0, $1, $2) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let taken = rest.prefix(64 - pending.count)
            pending.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            guard pending.count == 64 else { return }
            mix(&state, pending, 1)
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count / 64
        if whole > 0 {
            let start = bytes.baseAddress! + rest.startIndex
            mix(&state, start.assumingMemoryBound(to: UInt8.self), whole)
            rest = rest.dropFirst(whole * 64)
        }
        pending.append(contentsOf: rest)
    }

    mutating func finish() -> ContentHash {
        let bits = length * 8
        pending.append(0x80)
        while pending.count % 64 != 56 { pending.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) { pending.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        mix(&state, pending, pending.count / 64)
        return ContentHash(state)
    }
}

extension RegularFile {
    /// The hash of the whole content, read in pieces. Throws `changed` when the file is not what it was when opened.
    package func contentHash() throws(Failure) -> ContentHash {
        var hasher = ContentHasher()
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { piece.deallocate() }
        var offset = 0
        while true {
            let got = pread(descriptor, piece.baseAddress!, piece.count, off_t(offset))
            if got == 0 { break }
            if got > 0 {
                hasher.update(UnsafeRawBufferPointer(rebasing: piece[..<got]))
                offset += got
            } else if errno != EINTR {
                throw Failure(errno)
            }
        }
        try requireUnchanged()
        guard offset == facts.size else { throw .changed }
        return hasher.finish()
    }
}
