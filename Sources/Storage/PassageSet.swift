/// A set of passages of one collection: a bit for each number.
package struct PassageSet: Sendable {
    private(set) var bits: [UInt64]

    /// An empty set that can hold the numbers below `limit`.
    init(upTo limit: Int) { bits = [UInt64](repeating: 0, count: (limit + 63) / 64) }

    package func contains(_ number: Int) -> Bool {
        number >= 0 && number >> 6 < bits.count && bits[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    mutating func insert(_ number: Int) {
        guard number >= 0, number >> 6 < bits.count else { return }
        bits[number >> 6] |= 1 << UInt64(number & 63)
    }

    mutating func insert(_ range: Range<Int>) {
        for number in range { insert(number) }
    }

    mutating func formUnion(_ other: PassageSet) {
        for index in bits.indices where index < other.bits.count { bits[index] |= other.bits[index] }
    }

    mutating func formIntersection(_ other: PassageSet) {
        for index in bits.indices { bits[index] &= index < other.bits.count ? other.bits[index] : 0 }
    }

    mutating func subtract(_ other: PassageSet) {
        for index in bits.indices where index < other.bits.count { bits[index] &= ~other.bits[index] }
    }

    mutating func insertAll() {
        for index in bits.indices { bits[index] = ~0 }
    }

    package var count: Int { bits.reduce(0) { $0 + $1.nonzeroBitCount } }
    package var isEmpty: Bool { bits.allSatisfy { $0 == 0 } }
}
