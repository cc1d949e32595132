/// The tokens of one lexeme, kept until their order and positions are settled.
final class TokenBuffer {
    private struct Entry {
        var offset: Int
        var count: Int
        var start: Int
        var end: Int
        var colocated: Bool
    }

    private static let capacity = 1 << 15
    private let bytes: UnsafeMutablePointer<UInt8> = .allocate(capacity: TokenBuffer.capacity)
    private var used = 0
    private var entries: [Entry] = []

    init() { entries.reserveCapacity(128) }
    deinit { bytes.deallocate() }

    /// Adds a token; empty ones and what stands already at the same position are left out.
    func add(_ token: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, colocated: Bool) {
        guard let base = token.baseAddress, token.count > 0, used + token.count <= TokenBuffer.capacity else { return }
        if colocated && isThere(token) { return }
        (bytes + used).update(from: base, count: token.count)
        let joins = colocated && !entries.isEmpty
        entries.append(Entry(offset: used, count: token.count, start: start, end: end, colocated: joins))
        used += token.count
    }

    /// Whether a token with these bytes stands at the position that is being filled.
    private func isThere(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        for entry in entries.reversed() {
            if UnsafeBufferPointer(start: bytes + entry.offset, count: entry.count).elementsEqual(token) { return true }
            if !entry.colocated { return false }
        }
        return false
    }

    /// Hands everything over and is empty afterwards; false when the taker wants no more.
    func flush(_ emit: Tokenizer.Emit) -> Bool {
        defer {
            entries.removeAll(keepingCapacity: true)
            used = 0
        }
        for entry in entries {
            let token = UnsafeBufferPointer(start: UnsafePointer(bytes + entry.offset), count: entry.count)
            guard emit(token, entry.start, entry.end, entry.colocated) else { return false }
        }
        return true
    }
}
