internal import Synchronization

/// Tokens written one behind the other, to be handed over later and elsewhere than where they were cut: for each its length
/// in two bytes, the highest bit of which says that it stands beside the one before, and then its own bytes.
package struct PackedTokens {
    private static let colocatedBit = 0x8000

    /// Hands over the tokens of packed bytes; false from `emit` stops.
    @inline(__always)
    package static func forEach(
        _ packed: UnsafeBufferPointer<UInt8>, _ emit: (UnsafeBufferPointer<UInt8>, _ colocated: Bool) -> Bool
    ) {
        guard let p = packed.baseAddress else { return }
        var i = 0
        while i &+ 2 <= packed.count {
            let head = Int(p[i]) | Int(p[i &+ 1]) << 8
            let count = head & ~colocatedBit
            guard emit(UnsafeBufferPointer(start: p + (i &+ 2), count: count), head & colocatedBit != 0) else { return }
            i &+= 2 &+ count
        }
    }

    /// A place to pack tokens in, used again and again. Not thread-safe.
    package final class Packer {
        private var bytes: UnsafeMutablePointer<UInt8>
        private var capacity = 1 << 16
        package private(set) var count = 0
        /// How many positions there are in what was packed since `positions` was last set to 0.
        package var positions = 0

        package init() { bytes = .allocate(capacity: capacity) }
        deinit { bytes.deallocate() }

        /// Packs a text's tokens behind what is there already.
        package func pack(_ text: UnsafeBufferPointer<UInt8>, cutBy tokenizer: Tokenizer) {
            var (bytes, capacity, count, positions) = (self.bytes, self.capacity, self.count, self.positions)
            tokenizer.tokenize(text) { token, _, _, colocated in
                // FTS5 cuts longer tokens, and no tokenizer makes them.
                let length = min(token.count, PackedTokens.colocatedBit - 1)
                if count &+ length &+ 2 > capacity {
                    capacity = max(count + length + 2, capacity * 2)
                    bytes = Packer.moved(bytes, count, to: capacity)
                }
                let head = colocated ? length | PackedTokens.colocatedBit : length
                bytes[count] = UInt8(truncatingIfNeeded: head)
                bytes[count &+ 1] = UInt8(truncatingIfNeeded: head >> 8)
                if let base = token.baseAddress { (bytes + (count &+ 2)).update(from: base, count: length) }
                count &+= 2 &+ length
                if !colocated { positions &+= 1 }
                return true
            }
            (self.bytes, self.capacity, self.count, self.positions) = (bytes, capacity, count, positions)
        }

        /// What was packed; nothing is left.
        package func take() -> [UInt8] {
            defer { count = 0 }
            return Array(UnsafeBufferPointer(start: bytes, count: count))
        }

        private static func moved(
            _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, to capacity: Int
        ) -> UnsafeMutablePointer<UInt8> {
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: bytes, count: count)
            bytes.deallocate()
            return larger
        }
    }
}

/// Tokenizers for tasks that run beside each other, each lent to one at a time.
// A tokenizer is either in the pool, behind its lock, or with the one borrower that took it out.
package final class TokenizerPool: @unchecked Sendable {
    package struct Cutter {
        package let tokenizer: Tokenizer
        package let packer = PackedTokens.Packer()
    }

    private let language: Language?
    private let lock = Mutex(())
    private var idle: [Cutter] = []

    /// - Parameter language: the language of texts without a tag, as in `Tokenizer`.
    package init(language: Language?) { self.language = language }

    package func lend<Result>(_ body: (Cutter) -> Result) -> Result {
        let cutter = lock.withLock { _ in idle.popLast() } ?? Cutter(tokenizer: Tokenizer(defaultLanguage: language))
        defer { lock.withLock { _ in idle.append(cutter) } }
        return body(cutter)
    }
}
