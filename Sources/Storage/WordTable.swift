/// Gives every distinct word a number, for as long as one question is looked at.
///
/// Plain memory of its own, since it is asked once for every word of every passage that is looked at.
package final class WordTable {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCapacity = 1 << 16
    private var byteCount = 0
    /// Where each word ends in `bytes`, and its hash; slots hold word numbers + 1, and 0 is free.
    private var ends: UnsafeMutablePointer<Int32>
    private var hashes: UnsafeMutablePointer<UInt32>
    private var slots: UnsafeMutablePointer<Int32>
    private var slotCount = 4096
    package private(set) var count = 0

    package init() {
        bytes = .allocate(capacity: byteCapacity)
        ends = .allocate(capacity: slotCount)
        hashes = .allocate(capacity: slotCount)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
    }

    deinit {
        bytes.deallocate()
        ends.deallocate()
        hashes.deallocate()
        slots.deallocate()
    }

    package func word(_ number: Int) -> [UInt8] { Array(word(at: number)) }

    private func word(at number: Int) -> UnsafeBufferPointer<UInt8> {
        let start = number == 0 ? 0 : Int(ends[number - 1])
        return UnsafeBufferPointer(start: bytes + start, count: Int(ends[number]) - start)
    }

    /// The number of a word, which is taken in when it is new.
    package func number(of word: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = WordTable.hash(word)
        var slot = Int(hash) & (slotCount - 1)
        while slots[slot] != 0 {
            let known = Int(slots[slot]) - 1
            if hashes[known] == hash {
                let other = self.word(at: known)
                if other.count == word.count, other.elementsEqual(word) { return known }
            }
            slot = (slot + 1) & (slotCount - 1)
        }
        if byteCount + word.count > byteCapacity { growBytes(by: word.count) }
        if let start = word.baseAddress { (bytes + byteCount).update(from: start, count: word.count) }
        byteCount += word.count
        ends[count] = Int32(byteCount)
        hashes[count] = hash
        count += 1
        slots[slot] = Int32(count)
        if count * 2 > slotCount { growSlots() }
        return count - 1
    }

    package func number(of word: [UInt8]) -> Int { word.withUnsafeBufferPointer { number(of: $0) } }

    private func growBytes(by needed: Int) {
        let capacity = (byteCapacity + needed) * 2
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: byteCount)
        bytes.deallocate()
        bytes = larger
        byteCapacity = capacity
    }

    private func growSlots() {
        let capacity = slotCount * 2
        let largerEnds = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
        largerEnds.update(from: ends, count: count)
        ends.deallocate()
        ends = largerEnds
        let largerHashes = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
        largerHashes.update(from: hashes, count: count)
        hashes.deallocate()
        hashes = largerHashes
        slots.deallocate()
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: 0, count: capacity)
        slotCount = capacity
        for number in 0..<count {
            var slot = Int(hashes[number]) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(number + 1)
        }
    }

    /// FNV-1a: words are short.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in word { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash ^ hash >> 15
    }
}
