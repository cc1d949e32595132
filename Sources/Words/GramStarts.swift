/// A set of characters, as small and fast as a set that is emptied for each text must be: a bit for each that takes three bytes
/// or less and has no marks. All others are never in it.
final class GramStarts {
    private var words = [UInt64](repeating: 0, count: 1 << 10)
    private var used: [Int] = []

    func clear() {
        for word in used { words[word] = 0 }
        used.removeAll(keepingCapacity: true)
    }

    /// Whether the character at `start` was not in the set before.
    @discardableResult
    func insert(_ p: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let scalar = decodeScalar(p, start, end)
        guard scalar.length == end - start, scalar.value < 1 << 16 else { return true }
        let (word, bit) = (Int(scalar.value >> 6), UInt64(1) << UInt64(scalar.value & 63))
        if words[word] == 0 { used.append(word) }
        defer { words[word] |= bit }
        return words[word] & bit == 0
    }
}
