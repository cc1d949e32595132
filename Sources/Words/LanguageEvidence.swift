/// A word as the tables of function words know it, made letter by letter.
struct WordKey {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var length = 0

    @inline(__always)
    mutating func append(_ scalar: UInt32) {
        hash = (hash ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3
        length += 1
    }

    static func hash(_ word: some StringProtocol) -> UInt64 {
        var key = WordKey()
        for scalar in word.unicodeScalars { key.append(scalar.value) }
        return key.hash
    }
}

/// The function words of all languages with the languages that use them, in a table probed by the word's key.
final class FunctionWords: Sendable {
    private let mask: Int
    /// The keys; zero where the table is empty.
    private let keys: [UInt64]
    /// Where a key's languages stand in `languages`.
    private let ranges: [Range<Int>]
    /// Indices into `Language.allCases`.
    private let languages: [Int]

    init() {
        var owners: [UInt64: [Int]] = [:]
        for (index, language) in Language.allCases.enumerated() {
            for word in Set(StopWords.words(language)) { owners[WordKey.hash(word), default: []].append(index) }
        }
        var size = 1024
        while size < owners.count * 2 { size *= 2 }
        var keys = [UInt64](repeating: 0, count: size)
        var ranges = [Range<Int>](repeating: 0..<0, count: size)
        var languages: [Int] = []
        for (key, indices) in owners {
            var slot = Int(truncatingIfNeeded: key) & (size - 1)
            while keys[slot] != 0 { slot = (slot + 1) & (size - 1) }
            keys[slot] = key
            ranges[slot] = languages.count..<languages.count + indices.count
            languages += indices
        }
        mask = size - 1
        self.keys = keys
        self.ranges = ranges
        self.languages = languages
    }

    private func range(_ key: UInt64) -> Range<Int>? {
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0 {
            if keys[slot] == key { return ranges[slot] }
            slot = (slot + 1) & mask
        }
        return nil
    }

    func contains(_ key: UInt64) -> Bool { range(key) != nil }

    /// Every language that has the word, with the share of it that is its own.
    func forEachLanguage(of key: UInt64, _ body: (Int, Double) -> Void) {
        guard let range = range(key) else { return }
        let weight = 1 / Double(range.count)
        for i in range { body(languages[i], weight) }
    }
}

/// What speaks for a language: its function words, each the more the fewer languages share it, and letters that few
/// languages use.
enum LanguageEvidence {
    static let longestWord = 12
    static let letterWeight = 0.5

    static let words = FunctionWords()

    /// Decides between languages for which the same is found: the more documents are written in one, the likelier.
    static func prior(_ language: Language) -> Double {
        switch language {
        case .english: 0.3
        case .german, .french, .spanish, .russian, .arabic: 0.15
        case .italian, .portuguese, .dutch, .polish: 0.1
        default: 0
        }
    }

    static let letters: [UInt32: [Int]] = {
        var table: [UInt32: [Int]] = [:]
        for (language, letters) in characteristic {
            let index = Language.allCases.firstIndex(of: language)!
            for letter in letters.unicodeScalars { table[letter.value, default: []].append(index) }
        }
        return table
    }()

    private static let characteristic: [(Language, String)] = [
        (.german, "ßäöü"), (.french, "çèêëîïôùûœ"), (.spanish, "ñ¿¡áíóú"), (.portuguese, "ãõâêçáó"), (.italian, "èìòù"),
        (.swedish, "åäö"), (.danish, "æøå"), (.norwegian, "æøå"), (.finnish, "äö"), (.polish, "ąęłńśźżćó"),
        (.czech, "ěřůčšžýí"), (.slovak, "ľĺŕôčšžýíäť"), (.hungarian, "őűáéö"), (.turkish, "ğışçöü"),
        (.romanian, "ăâîșțşţ"),
        (.catalan, "çèòï"), (.lithuanian, "ėįųūąęčšž"), (.vietnamese, "ơưđạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừửựỳỹ"),
        (.irish, "áéíóú"), (.ukrainian, "іїєґ"), (.russian, "ыэё"), (.bulgarian, "ъ"), (.serbian, "јљњћђџ"),
        (.persian, "پچژگکی"), (.arabic, "ةىأإ"), (.greek, "άέήίόύώ"),
    ]
}
