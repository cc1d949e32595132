internal import Words

/// The short function words of one language, for telling at a glance that a text is still written in it.
struct FunctionWords {
    /// A hash table of words packed into eight bytes; 0 is an empty place.
    private var places = [UInt64](repeating: 0, count: FunctionWords.size)
    private let isEmpty: Bool

    private static let size = 1024
    /// A fifth of the words of running text are function words in every language that has them.
    private static let share = 5

    /// Those of a language; nil when it has none that are short and ASCII.
    static func of(_ language: Language) -> FunctionWords? { all[language] }

    private static let all: [Language: FunctionWords] = Language.allCases.reduce(into: [:]) { all, language in
        let words = FunctionWords(language)
        if !words.isEmpty { all[language] = words }
    }

    private init(_ language: Language) {
        var isEmpty = true
        for word in StopWords.words(language) where word.utf8.count <= 8 && word.utf8.allSatisfy({ $0 < 0x80 }) {
            let packed = word.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            var place = FunctionWords.place(packed)
            while places[place] != 0 && places[place] != packed { place = (place + 1) % FunctionWords.size }
            places[place] = packed
            isEmpty = false
        }
        self.isEmpty = isEmpty
    }

    /// Whether at least a fifth of the words are this language's function words.
    func areUsed(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var words = 0
        var known = 0
        var packed: UInt64 = 0
        var length = 0
        places.withUnsafeBufferPointer { places in
            for byte in text {
                let lower = byte | 0x20
                if lower &- 0x61 < 26 || byte == 0x27 || byte >= 0x80 {
                    packed = packed << 8 | UInt64(byte < 0x80 ? lower : byte)
                    length += 1
                } else if length > 0 {
                    words += 1
                    if length <= 8 && FunctionWords.holds(packed, places) { known += 1 }
                    packed = 0
                    length = 0
                }
            }
        }
        return known > 1 && known * FunctionWords.share >= words
    }

    private static func place(_ packed: UInt64) -> Int {
        Int(truncatingIfNeeded: (packed &* 0x9E37_79B9_7F4A_7C15) >> 54)
    }

    private static func holds(_ packed: UInt64, _ places: UnsafeBufferPointer<UInt64>) -> Bool {
        var place = place(packed)
        while places[place] != 0 {
            if places[place] == packed { return true }
            place = (place + 1) % size
        }
        return false
    }
}
