/// How much of a model's context a text takes, judged from its bytes alone: good enough to size passages by, never to
/// count money with.
///
/// Weights are in 32nds of a token and belong to the first byte of each character. They are set for tokenizers that
/// make a quarter more tokens than the well-known four bytes of English each: ASCII 3.2 bytes a token, accented Latin,
/// Greek, Cyrillic, Hebrew and Arabic two characters, the scripts of India and South East Asia one and a third, signs
/// one, Han, kana and Hangul four fifths of a character, emoji and rare Han half of one.
enum TextWeight {
    static let unit = 32

    static let ascii = 10

    @inline(__always)
    static func of(leadByte byte: UInt8) -> Int {
        switch byte {
        case ..<0x80: ascii
        case ..<0xC0: 0
        case ..<0xE0: 16
        case ..<0xE2: 24
        case 0xE2: 32
        case ..<0xF0: 40
        default: 64
        }
    }

    private static let table: [UInt8] = (0...255).map { UInt8(of(leadByte: $0)) }

    /// The weight of a range of a text.
    static func of(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var weight = 0
        _ = walk(range, in: text, upTo: Int.max, &weight)
        return weight
    }

    /// The weight of a range, or any number above `limit` when it weighs more: a long range is not read to its end.
    static func of(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, knownUpTo limit: Int) -> Int {
        var weight = 0
        let end = walk(range, in: text, upTo: limit, &weight)
        return end < range.upperBound ? limit + 1 : weight
    }

    /// The furthest offset at a character of the range up to which it weighs at most `limit`.
    static func offset(in range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, weighing limit: Int) -> Int {
        var weight = 0
        return walk(range, in: text, upTo: limit, &weight)
    }

    private static func walk(
        _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, upTo limit: Int, _ weight: inout Int
    ) -> Int {
        guard let p = text.baseAddress else { return range.lowerBound }
        var i = range.lowerBound
        let end = range.upperBound
        return table.withUnsafeBufferPointer { table in
            while i < end {
                // Eight ASCII characters at a time.
                while i + 8 <= end, weight <= limit - 8 * ascii {
                    let bytes = UnsafeRawPointer(p + i).loadUnaligned(as: UInt64.self)
                    guard bytes & 0x8080_8080_8080_8080 == 0 else { break }
                    weight += 8 * ascii
                    i += 8
                }
                guard i < end else { break }
                let next = Int(table[Int(p[i])])
                if next > limit - weight { return i }
                weight += next
                i += 1
            }
            return i
        }
    }
}
