import Glibc
import Words

/// Several blocks as one: their words in order, each with its list in every block that has it.
struct BlockMerge {
    /// A block and the number of its first passage. Blocks are in the order of their passages.
    struct Part {
        var base: Int
        var block: IndexBlock
    }

    /// A word's list in one block: the numbers of its first and last passage, and the bytes behind the first number.
    struct List {
        var first: Int
        var last: Int
        var rest: UnsafeBufferPointer<UInt8>
        var passages: Int
    }

    private let parts: [Part]

    init(_ parts: [Part]) { self.parts = parts }

    func forEachWord(
        _ body: (_ word: UnsafeBufferPointer<UInt8>, _ lists: UnsafeBufferPointer<List>) throws(StorageError) -> Void
    ) throws(StorageError) {
        // Names of words: the block in the high half, its place there in the low one.
        var order: [KeyedNumber] = []
        order.reserveCapacity(parts.reduce(0) { $0 + $1.block.words.count })
        for (number, part) in parts.enumerated() {
            for (place, word) in part.block.words.enumerated() {
                order.append(KeyedNumber(key: word.key, number: number << 32 | place))
            }
        }
        var room = order
        order.withUnsafeMutableBufferPointer { items in
            room.withUnsafeMutableBufferPointer { KeyedOrder.sort(items, room: $0) }
            KeyedOrder.settle(items) { precedes($0, $1) }
        }
        room = []
        var lists: [List] = []
        var start = 0
        while start < order.count {
            let word = bytes(of: order[start].number)
            lists.removeAll(keepingCapacity: true)
            var end = start
            repeat {
                lists.append(list(of: order[end].number))
                end += 1
            } while end < order.count && order[end].key == order[start].key
                && isSame(word, bytes(of: order[end].number))
            try lists.withUnsafeBufferPointer { (lists) throws(StorageError) in try body(word, lists) }
            start = end
        }
    }

    private func bytes(of name: Int) -> UnsafeBufferPointer<UInt8> {
        let block = parts[name >> 32].block
        return block.text(block.words[name & 0xFFFF_FFFF])
    }

    private func list(of name: Int) -> List {
        let part = parts[name >> 32]
        let word = part.block.words[name & 0xFFFF_FFFF]
        return List(
            first: part.base + Int(word.first), last: part.base + Int(word.last),
            rest: UnsafeBufferPointer(rebasing: part.block.bytes[Int(word.listStart)..<Int(word.listEnd)]),
            passages: Int(word.passages))
    }

    private func isSame(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
        guard a.count == b.count, let start = a.baseAddress, let other = b.baseAddress else { return false }
        return a.count < 8 || memcmp(start, other, a.count) == 0
    }

    /// Of words that begin with the same eight bytes; the same word in the order of the blocks.
    private func precedes(_ a: Int, _ b: Int) -> Bool {
        let (one, other) = (bytes(of: a), bytes(of: b))
        if isSame(one, other) { return a < b }
        return one.precedes(other)
    }
}
