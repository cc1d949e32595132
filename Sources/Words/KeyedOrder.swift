/// A number with the eight bytes that it is sorted by.
package struct KeyedNumber {
    package var key: UInt64
    package var number: Int

    @inline(__always)
    package init(key: UInt64, number: Int) {
        self.key = key
        self.number = number
    }
}

/// Sorting by eight-byte keys, a byte at a time from the last to the first: the time does not depend on the keys, and what has
/// the same key stays in its order.
package enum KeyedOrder {
    private static let values = 256

    /// Sorts `items` by key; `room` is at least as large.
    package static func sort(
        _ items: UnsafeMutableBufferPointer<KeyedNumber>, room: UnsafeMutableBufferPointer<KeyedNumber>
    ) {
        guard items.count > 1, let first = items.baseAddress, let spare = room.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Int.self, capacity: values * 8) { counts in
            counts.initialize(repeating: 0)
            for item in items {
                var key = item.key
                for digit in 0..<8 {
                    counts[digit &* values &+ Int(key & 0xFF)] &+= 1
                    key >>= 8
                }
            }
            var (from, to) = (first, spare)
            for digit in 0..<8 where turn(from, to, items.count, digit, counts) { swap(&from, &to) }
            if from != first { first.update(from: from, count: items.count) }
        }
    }

    /// Moves all items to where one byte of their keys wants them; false when that changes nothing.
    @inline(__always)
    private static func turn(
        _ from: UnsafeMutablePointer<KeyedNumber>, _ to: UnsafeMutablePointer<KeyedNumber>, _ count: Int, _ digit: Int,
        _ counts: UnsafeMutableBufferPointer<Int>
    ) -> Bool {
        let base = digit &* values
        let shift = UInt64(digit &* 8)
        if counts[base &+ Int(from[0].key &>> shift & 0xFF)] == count { return false }
        var place = 0
        for value in base..<base + values {
            let own = counts[value]
            counts[value] = place
            place &+= own
        }
        for index in 0..<count {
            let value = base &+ Int(from[index].key &>> shift & 0xFF)
            to[counts[value]] = from[index]
            counts[value] &+= 1
        }
        return true
    }

    /// Brings each run of items with the same key into the order of what the key leaves out. A key that ends with a zero
    /// leaves nothing out.
    package static func settle(
        _ items: UnsafeMutableBufferPointer<KeyedNumber>, _ precedes: (Int, Int) -> Bool
    ) {
        var start = 0
        while start < items.count {
            var end = start &+ 1
            while end < items.count, items[end].key == items[start].key { end &+= 1 }
            if end - start > 1, items[start].key & 0xFF != 0 {
                items[start..<end].sort { precedes($0.number, $1.number) }
            }
            start = end
        }
    }

    /// The first eight bytes of a text as a number that is sorted as they are; shorter texts are filled up with zeros.
    @inline(__always)
    package static func key(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let start = bytes.baseAddress else { return 0 }
        return loadBytes(start, bytes.count).bigEndian
    }
}
