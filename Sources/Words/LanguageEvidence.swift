/// A word as the tables of function words know it, made letter by letter.
struct WordKey {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var length = 0

    @inline(__always)
    mutating func append(_ scalar: UInt32) {
        hash = (hash ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3
        length += 1
    }

    /// The key of a word in valid UTF-8.
    static func hash(utf8 word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var key = WordKey()
        var scalar: UInt32 = 0
        for (index, byte) in word.enumerated() {
            switch byte {
            case 0..<0x80: scalar = UInt32(byte)
            case 0x80..<0xC0: scalar = scalar << 6 | UInt32(byte & 0x3F)
            case 0xC0..<0xE0: scalar = UInt32(byte & 0x1F)
            case 0xE0..<0xF0: scalar = UInt32(byte & 0x0F)
            default: scalar = UInt32(byte & 0x07)
            }
            let isLast = index + 1 == word.count || word[index + 1] & 0xC0 != 0x80
            if isLast { key.append(scalar) }
        }
        return key.hash
    }
}

/// The function words of all languages with the languages that use them, in a table probed by the word's key.
// The memory is filled once, before anybody sees it, and never changes or goes away.
final class FunctionWords: @unchecked Sendable {
    private struct Entry {
        /// Zero where the table is empty.
        var key: UInt64 = 0
        /// A bit for each of `Language.allCases`.
        var languages: UInt64 = 0
    }

    private let mask: Int
    private let entries: UnsafeMutablePointer<Entry>
    /// A bit for every key, found without a look at the table: most words are no function words.
    private let marks: UnsafeMutablePointer<UInt64>

    private static let markCount = 1 << 16

    init() {
        precondition(Language.allCases.count <= UInt64.bitWidth, "a language is a bit")
        var words = 0
        for language in Language.allCases { StopWords.forEachWord(language) { _ in words += 1 } }
        var size = 1024
        while size < words * 2 { size *= 2 }
        mask = size - 1
        entries = .allocate(capacity: size)
        entries.initialize(repeating: Entry(), count: size)
        marks = .allocate(capacity: FunctionWords.markCount / 64)
        marks.initialize(repeating: 0, count: FunctionWords.markCount / 64)
        // Every process that asks a question makes this once: nothing else is allocated, and no more memory is touched.
        for (index, language) in Language.allCases.enumerated() {
            StopWords.forEachWord(language) { add(WordKey.hash(utf8: $0), index) }
        }
    }

    private func add(_ key: UInt64, _ language: Int) {
        var slot = Int(truncatingIfNeeded: key) & mask
        while entries[slot].key != 0, entries[slot].key != key { slot = (slot &+ 1) & mask }
        entries[slot].key = key
        entries[slot].languages |= 1 << UInt64(language)
        let mark = FunctionWords.mark(key)
        marks[mark >> 6] |= 1 << UInt64(mark & 63)
    }

    @inline(__always)
    private static func mark(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key >> 32) & (markCount &- 1) }

    /// The languages that have the word; zero when none has.
    @inline(__always)
    private func languages(_ key: UInt64) -> UInt64 {
        let mark = FunctionWords.mark(key)
        guard marks[mark >> 6] &>> UInt64(mark & 63) & 1 != 0 else { return 0 }
        var slot = Int(truncatingIfNeeded: key) & mask
        while entries[slot].key != 0 {
            if entries[slot].key == key { return entries[slot].languages }
            slot = (slot &+ 1) & mask
        }
        return 0
    }

    func contains(_ key: UInt64) -> Bool { languages(key) != 0 }

    /// Every language that has the word, with the share of it that is its own.
    @inline(__always)
    func forEachLanguage(of key: UInt64, _ body: (Int, Double) -> Void) {
        var rest = languages(key)
        guard rest != 0 else { return }
        let weight = 1 / Double(rest.nonzeroBitCount)
        while rest != 0 {
            body(rest.trailingZeroBitCount, weight)
            rest &= rest &- 1
        }
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
