/// Gives every distinct word a number, for as long as one question is looked at.
package struct WordTable {
    private var bytes: [UInt8] = []
    private var ends: [Int32] = [0]
    private var hashes: [UInt32] = []
    /// Word numbers + 1 by hash; 0 is free.
    private var slots: [Int32]

    package init() { slots = [Int32](repeating: 0, count: 1024) }

    package var count: Int { hashes.count }

    package func word(_ number: Int) -> [UInt8] { Array(bytes[Int(ends[number])..<Int(ends[number + 1])]) }

    /// The number of a word, which is taken in when it is new.
    package mutating func number(of word: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = WordTable.hash(word)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let known = Int(slots[slot]) - 1
            if hashes[known] == hash, isWord(known, word) { return known }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: word)
        ends.append(Int32(bytes.count))
        hashes.append(hash)
        slots[slot] = Int32(hashes.count)
        if hashes.count * 2 > slots.count { grow() }
        return hashes.count - 1
    }

    package mutating func number(of word: [UInt8]) -> Int { word.withUnsafeBufferPointer { number(of: $0) } }

    private func isWord(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(ends[number])
        guard Int(ends[number + 1]) - start == word.count else { return false }
        for index in 0..<word.count where bytes[start + index] != word[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
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
