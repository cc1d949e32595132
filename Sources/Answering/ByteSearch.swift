import Glibc

/// Finds bytes in others, one occurrence after the other, those that overlap included.
enum ByteSearch {
    /// Ends when the body returns false.
    static func forEach(_ wanted: ArraySlice<UInt8>, in text: [UInt8], _ body: (Int) -> Bool) {
        guard !wanted.isEmpty, wanted.count <= text.count else { return }
        wanted.withUnsafeBufferPointer { pattern in
            text.withUnsafeBufferPointer { text in
                if let start = jumping(pattern, in: text, body) { steadily(pattern, in: text, from: start, body) }
            }
        }
    }

    /// Jumps from one of the pattern's rarest bytes to the next. Returns where it gave up, in a text that repeats itself.
    private static func jumping(
        _ pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Bool
    ) -> Int? {
        let rarest = rarestByte(of: pattern, in: text)
        let (base, length) = (text.baseAddress!, pattern.count)
        var patience = 4_096 + text.count * 4
        var start = 0
        while start + length <= text.count {
            let rest = text.count - length - start + 1
            guard let found = memchr(base + start + rarest, Int32(pattern[rarest]), rest) else { return nil }
            start = UnsafeRawPointer(found) - UnsafeRawPointer(base) - rarest
            patience -= 16
            if text[start] == pattern[0], text[start + length - 1] == pattern[length - 1] {
                patience -= length
                if memcmp(base + start, pattern.baseAddress!, length) == 0, !body(start) { return nil }
            }
            start += 1
            if patience < 0 { return start }
        }
        return nil
    }

    /// The place in the pattern of the byte that is rarest in the text, judged by a sample of it.
    private static func rarestByte(
        of pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>
    ) -> Int {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { counts in
            counts.initialize(repeating: 0)
            // An odd step, so that it does not keep time with what repeats.
            for index in stride(from: 0, to: text.count, by: text.count / 2_048 | 1) { counts[Int(text[index])] &+= 1 }
            var best = 0
            for index in pattern.indices where counts[Int(pattern[index])] < counts[Int(pattern[best])] { best = index }
            return best
        }
    }

    /// Knuth, Morris and Pratt: linear also for "aaaa" in "aaaaaaaa".
    private static func steadily(
        _ pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int,
        _ body: (Int) -> Bool
    ) {
        let failure = failureTable(pattern)
        var matched = 0
        for index in start..<max(start, text.count) {
            while matched > 0, matched == pattern.count || text[index] != pattern[matched] {
                matched = failure[matched - 1]
            }
            if text[index] == pattern[matched] { matched += 1 }
            if matched == pattern.count, !body(index + 1 - pattern.count) { return }
        }
    }

    private static func failureTable(_ pattern: UnsafeBufferPointer<UInt8>) -> [Int] {
        var table = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = table[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            table[index] = length
        }
        return table
    }
}
