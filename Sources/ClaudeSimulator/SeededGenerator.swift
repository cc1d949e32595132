/// Random numbers that a seed repeats (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Names things in order, such as `msg_01Fh3…`; the same in every run with the same seed.
struct IdentifierSource: Sendable {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next(_ prefix: String) -> String {
        let letters = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
        var name = Array("\(prefix)01".utf8)
        for _ in 0..<2 {
            var value = generator.next()
            for _ in 0..<10 {
                name.append(letters[Int(value % UInt64(letters.count))])
                value /= UInt64(letters.count)
            }
        }
        return String(decoding: name, as: UTF8.self)
    }
}
