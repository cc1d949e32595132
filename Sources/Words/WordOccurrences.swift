internal import Glibc

/// Which word stands where in many texts: gathered while they are cut, and given back word by word.
///
/// Plain memory of its own, since every word of everything that is read goes through it. Not thread-safe; used again and
/// again.
package final class WordOccurrences {
    private let room: UnsafeMutablePointer<Room>
    private var order: [KeyedNumber] = []
    private var spare: [KeyedNumber] = []
    private var sortedPlaces: [UInt64] = []

    package init() {
        room = .allocate(capacity: 1)
        room.initialize(to: Room())
    }

    deinit {
        room.pointee.free()
        room.deallocate()
    }

    /// How many occurrences there are.
    package var count: Int { room.pointee.count }
    package var wordCount: Int { room.pointee.wordCount }

    /// Notes every word of a text and gives back how many positions it has. A word's place is `place` plus its position.
    package func gather(
        _ text: UnsafeBufferPointer<UInt8>, taggedAs language: Language?, cutBy tokenizer: Tokenizer, at place: UInt64
    ) -> Int {
        let room = room
        var position = -1
        tokenizer.tokenize(text, taggedAs: language) { token, _, _, colocated in
            // As FTS5 counts: what stands beside nothing has a position of its own.
            if !colocated || position < 0 { position &+= 1 }
            room.pointee.note(token, place &+ UInt64(truncatingIfNeeded: position))
            return true
        }
        return position + 1
    }

    /// Notes once more what was noted in `range`, each place with `high` in place of its bits above the lowest `lowBits`.
    package func repeatOccurrences(_ range: Range<Int>, high: UInt64, lowBits: UInt64) {
        let mask = (1 &<< lowBits) &- 1
        room.pointee.reserve(range.count)
        for index in range {
            room.pointee.append(
                Int(room.pointee.words[index]), high | room.pointee.places[index] & mask)
        }
    }

    /// Hands over every word in the order of its bytes, with its places in the order in which they were noted, and forgets
    /// everything.
    package func drain(
        _ body: (_ word: UnsafeBufferPointer<UInt8>, _ key: UInt64, _ places: UnsafeBufferPointer<UInt64>) -> Void
    ) {
        defer { room.pointee.clear() }
        let (wordCount, count) = (room.pointee.wordCount, room.pointee.count)
        guard wordCount > 0 else { return }
        arrange(wordCount)
        if sortedPlaces.count < count { sortedPlaces = [UInt64](repeating: 0, count: count * 5 / 4) }
        // Each word's places together, by the words' numbers: `counts` become the places' ends.
        let room = room.pointee
        var place: UInt32 = 0
        for word in 0..<wordCount {
            let own = room.counts[word]
            room.counts[word] = place
            place &+= own
        }
        sortedPlaces.withUnsafeMutableBufferPointer { sorted in
            for index in 0..<count {
                let word = Int(room.words[index])
                sorted[Int(room.counts[word])] = room.places[index]
                room.counts[word] &+= 1
            }
            for item in order[..<wordCount] {
                let start = item.number == 0 ? 0 : Int(room.counts[item.number - 1])
                let places = UnsafeBufferPointer(rebasing: sorted[start..<Int(room.counts[item.number])])
                body(room.word(item.number), item.key, places)
            }
        }
    }

    /// Brings the words' numbers into the order of their bytes.
    private func arrange(_ count: Int) {
        if order.count < count {
            order = [KeyedNumber](repeating: KeyedNumber(key: 0, number: 0), count: count * 5 / 4)
            spare = order
        }
        let room = room.pointee
        order.withUnsafeMutableBufferPointer { order in
            for number in 0..<count {
                order[number] = KeyedNumber(key: KeyedOrder.key(room.word(number)), number: number)
            }
            let items = UnsafeMutableBufferPointer(rebasing: order[..<count])
            spare.withUnsafeMutableBufferPointer { KeyedOrder.sort(items, room: $0) }
            KeyedOrder.settle(items) { room.word($0).precedes(room.word($1)) }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// In the order of the bytes, the shorter first.
    package func precedes(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let own = baseAddress, let others = other.baseAddress else { return count < other.count }
        let order = memcmp(own, others, Swift.min(count, other.count))
        return order != 0 ? order < 0 : count < other.count
    }
}

/// The memory: words by number with a table to find them, and occurrences in order.
private struct Room {
    /// A word as far as it fits, and its number + 1; 0 is free.
    struct Slot {
        var mark: UInt64
        var length: UInt32
        var word: UInt32
    }

    private var slots: UnsafeMutablePointer<Slot>
    private var slotCount = 1 << 13
    private var bytes: UnsafeMutablePointer<UInt8>
    private var byteCapacity = 1 << 16
    private var byteCount = 0
    private var starts: UnsafeMutablePointer<UInt32>
    /// How often each word occurs.
    private(set) var counts: UnsafeMutablePointer<UInt32>
    private(set) var wordCount = 0
    private(set) var words: UnsafeMutablePointer<UInt32>
    private(set) var places: UnsafeMutablePointer<UInt64>
    private var capacity = 1 << 16
    private(set) var count = 0

    init() {
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot(mark: 0, length: 0, word: 0), count: slotCount)
        bytes = .allocate(capacity: byteCapacity)
        starts = .allocate(capacity: slotCount + 1)
        counts = .allocate(capacity: slotCount)
        words = .allocate(capacity: capacity)
        places = .allocate(capacity: capacity)
        starts[0] = 0
    }

    func free() {
        slots.deallocate()
        bytes.deallocate()
        starts.deallocate()
        counts.deallocate()
        words.deallocate()
        places.deallocate()
    }

    mutating func clear() {
        slots.update(repeating: Slot(mark: 0, length: 0, word: 0), count: slotCount)
        (byteCount, wordCount, count) = (0, 0, 0)
    }

    @inline(__always)
    func word(_ number: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(starts[number])
        return UnsafeBufferPointer(start: bytes + start, count: Int(starts[number &+ 1]) &- start)
    }

    @inline(__always)
    mutating func note(_ token: UnsafeBufferPointer<UInt8>, _ place: UInt64) {
        guard let start = token.baseAddress else { return }
        if count == capacity { reserve(1) }
        append(number(start, token.count), place)
    }

    @inline(__always)
    mutating func append(_ word: Int, _ place: UInt64) {
        words[count] = UInt32(truncatingIfNeeded: word)
        places[count] = place
        counts[word] &+= 1
        count &+= 1
    }

    mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(count + more, capacity * 2)
        words = moved(words, count, to: capacity)
        places = moved(places, count, to: capacity)
    }

    /// The number of a word, which is taken in when it is new.
    @inline(__always)
    private mutating func number(_ word: UnsafePointer<UInt8>, _ length: Int) -> Int {
        let mark = mark(word, length)
        var slot = Room.hash(mark, UInt32(truncatingIfNeeded: length)) & (slotCount &- 1)
        while true {
            let entry = slots[slot]
            if entry.word == 0 { return take(word, length, mark, slot) }
            // A mark and a length tell all words of up to eight bytes apart.
            if entry.mark == mark, entry.length == UInt32(truncatingIfNeeded: length),
                length <= 8 || memcmp(bytes + Int(starts[Int(entry.word) &- 1]), word, length) == 0
            {
                return Int(entry.word) &- 1
            }
            slot = (slot &+ 1) & (slotCount &- 1)
        }
    }

    @inline(__always)
    private static func hash(_ mark: UInt64, _ length: UInt32) -> Int {
        let product = (mark ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product &>> 32)
    }

    /// All bytes of a short word, a hash of a longer one.
    @inline(__always)
    private func mark(_ word: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        let raw = UnsafeRawPointer(word)
        if length >= 8 {
            var mark = raw.loadUnaligned(as: UInt64.self)
            guard length > 8 else { return mark }
            var at = 8
            while at &+ 8 <= length {
                mark = mixed(mark, raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                at &+= 8
            }
            return at == length ? mark : mixed(mark, raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self))
        }
        if length >= 4 {
            return UInt64(raw.loadUnaligned(as: UInt32.self))
                | UInt64(raw.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self)) << 32
        }
        guard length > 0 else { return 0 }
        return UInt64(word[0]) | UInt64(word[length >> 1]) << 8 | UInt64(word[length &- 1]) << 16
    }

    @inline(__always)
    private func mixed(_ mark: UInt64, _ bytes: UInt64) -> UInt64 {
        let product = (mark ^ bytes) &* 0xFF51_AFD7_ED55_8CCD
        return product ^ product >> 32
    }

    @inline(never)
    private mutating func take(_ word: UnsafePointer<UInt8>, _ length: Int, _ mark: UInt64, _ slot: Int) -> Int {
        if byteCount + length > byteCapacity {
            byteCapacity = (byteCapacity + length) * 2
            bytes = moved(bytes, byteCount, to: byteCapacity)
        }
        (bytes + byteCount).update(from: word, count: length)
        byteCount += length
        counts[wordCount] = 0
        wordCount += 1
        starts[wordCount] = UInt32(byteCount)
        slots[slot] = Slot(mark: mark, length: UInt32(length), word: UInt32(wordCount))
        if wordCount * 4 > slotCount * 3 { grow() }
        return wordCount - 1
    }

    private mutating func grow() {
        let old = slots
        let oldCount = slotCount
        slotCount *= 2
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: Slot(mark: 0, length: 0, word: 0), count: slotCount)
        for entry in UnsafeBufferPointer(start: old, count: oldCount) where entry.word != 0 {
            var slot = Room.hash(entry.mark, entry.length) & (slotCount - 1)
            while slots[slot].word != 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = entry
        }
        old.deallocate()
        starts = moved(starts, wordCount + 1, to: slotCount + 1)
        counts = moved(counts, wordCount, to: slotCount)
    }

    private func moved<Value>(
        _ old: UnsafeMutablePointer<Value>, _ count: Int, to capacity: Int
    ) -> UnsafeMutablePointer<Value> {
        let larger = UnsafeMutablePointer<Value>.allocate(capacity: capacity)
        larger.update(from: old, count: count)
        old.deallocate()
        return larger
    }
}
