import DocumentModel
import Storage
import Words

/// The same numbers in every run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Documents of made-up words, few of them common and many rare, as in any language.
struct RandomCollection {
    private(set) var random: SeededRandom
    private let words: [String]

    init(seed: UInt64, words count: Int = 80) {
        random = SeededRandom(seed)
        let consonants = Array("bdfgklmnprtvz")
        let vowels = Array("aou")
        var words: Set<String> = []
        var ordered: [String] = []
        while ordered.count < count {
            var word = ""
            for _ in 0..<2 {
                word.append(consonants.randomElement(using: &random) ?? "b")
                word.append(vowels.randomElement(using: &random) ?? "a")
            }
            word.append(consonants.randomElement(using: &random) ?? "b")
            if words.insert(word).inserted { ordered.append(word) }
        }
        self.words = ordered
    }

    /// The n-th word stands about n times less often than the first.
    mutating func word() -> String {
        let draw = Double.random(in: 0..<1, using: &random)
        let place = Int(Double(words.count) * draw * draw * draw)
        return words[min(place, words.count - 1)]
    }

    mutating func text(_ length: ClosedRange<Int>) -> String {
        (0..<Int.random(in: length, using: &random)).map { _ in word() }.joined(separator: " ")
    }

    mutating func document(_ name: String) -> NewDocument {
        let paragraphs = (0..<Int.random(in: 1...6, using: &random)).map { _ in text(1...60) }
        var document = sample(
            name, title: Bool.random(using: &random) ? text(1...4) : nil,
            heading: Bool.random(using: &random) ? text(1...3) : nil, paragraphs)
        document.labels = ["area": ["north", "south", "east"].randomElement(using: &random) ?? "north"]
        document.access = Bool.random(using: &random) ? [] : [["staff", "board"].randomElement(using: &random) ?? ""]
        document.dated = Int.random(in: 0..<100, using: &random)
        return document
    }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }
}

/// A word as the index keeps it.
func indexWord(_ word: String) -> [UInt8] {
    var result: [UInt8] = []
    let bytes = LanguageTag.bytes(.english) + Array(word.utf8)
    bytes.withUnsafeBufferPointer {
        Tokenizer().tokenize($0, for: .query) { token, _, _, _ in
            result = Array(token)
            return false
        }
    }
    return result
}
