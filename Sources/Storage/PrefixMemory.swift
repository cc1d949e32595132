/// What is remembered of prompts so that the next one can be planned by its price: which passages past questions needed,
/// and what is believed to be in the service's cache. Shared by all processes; nothing of it is text.
package struct PrefixMemory: Sendable, Hashable {
    /// A stored passage, or a short document whole, as it is sent.
    package struct Unit: Sendable, Hashable {
        /// A fingerprint of the bytes that are sent.
        package var key: UInt64
        /// The collection's number, that of the passage or of the first one of a document, and how many they are.
        package var collection: Int
        package var passage: Int
        package var passages: Int
        /// Estimated.
        package var tokens: Int

        package init(key: UInt64, collection: Int, passage: Int, passages: Int = 1, tokens: Int) {
            self.key = key
            self.collection = collection
            self.passage = passage
            self.passages = passages
            self.tokens = tokens
        }
    }

    package struct Question: Sendable, Hashable {
        /// Milliseconds since 1970.
        package var askedAt: Int
        /// Milliseconds since the turn before it of its conversation; nil for a question that begins one.
        package var gap: Int?
        /// What it needed; a further turn of a conversation notes none.
        package var units: [Unit]
        /// The prompt's tokens, estimated and as they were reported.
        package var estimated: Int
        package var reported: Int

        package init(askedAt: Int, gap: Int? = nil, units: [Unit], estimated: Int, reported: Int) {
            self.askedAt = askedAt
            self.gap = gap
            self.units = units
            self.estimated = estimated
            self.reported = reported
        }
    }

    package struct Prefix: Sendable, Hashable {
        /// Names what stands in it, within its scope.
        package var hash: [UInt8]
        package var units: [Unit]
        /// From the very start, estimated.
        package var tokens: Int
        package var lifetimeMilliseconds: Int
        /// When it was last written or read, in milliseconds since 1970.
        package var lastUse: Int
        /// The last response that wrote or read it: the service says in what another prompt differs from its.
        package var message: String?

        package init(
            hash: [UInt8], units: [Unit], tokens: Int, lifetimeMilliseconds: Int, lastUse: Int, message: String?
        ) {
            self.hash = hash
            self.units = units
            self.tokens = tokens
            self.lifetimeMilliseconds = lifetimeMilliseconds
            self.lastUse = lastUse
            self.message = message
        }
    }

    /// A prefix that should have been read and was not.
    package struct Miss: Sendable, Hashable {
        package var at: Int
        package var hash: [UInt8]
        /// Tokens.
        package var expected: Int
        package var read: Int
        /// In the service's word; nil when it gave none.
        package var reason: String?

        package init(at: Int, hash: [UInt8], expected: Int, read: Int, reason: String?) {
            self.at = at
            self.hash = hash
            self.expected = expected
            self.read = read
            self.reason = reason
        }
    }

    /// Whose prompts begin alike and may share passages.
    package struct Scope: Sendable, Hashable {
        /// Of everything that makes a prompt another one, and of who may see what.
        package var key: [UInt8]
        package var model: String

        package init(key: [UInt8], model: String) {
            self.key = key
            self.model = model
        }
    }

    /// Oldest first.
    package var questions: [Question] = []
    package var prefixes: [Prefix] = []

    package init() {}
}

extension PrefixMemory.Unit {
    private static let size = 24

    static func pack(_ units: [Self]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count * size)
        func append(_ value: UInt64, _ count: UInt64) {
            for byte in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
        }
        for unit in units {
            append(unit.key, 8)
            append(UInt64(UInt32(clamping: unit.collection)), 4)
            append(UInt64(UInt32(clamping: unit.passage)), 4)
            append(UInt64(UInt32(clamping: unit.passages)), 4)
            append(UInt64(UInt32(clamping: unit.tokens)), 4)
        }
        return bytes
    }

    static func unpack(_ bytes: UnsafeRawBufferPointer) -> [Self] {
        stride(from: 0, to: bytes.count - size + 1, by: size).map { start in
            func number(_ at: Int) -> Int {
                Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + at, as: UInt32.self)))
            }
            return Self(
                key: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)),
                collection: number(8), passage: number(12), passages: number(16), tokens: number(20))
        }
    }
}
