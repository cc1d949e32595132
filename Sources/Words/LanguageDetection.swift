/// What a text's language was judged to be, and how surely.
package struct LanguageGuess: Sendable, Equatable {
    package var language: Language
    /// From 0 to 1: how far it is ahead of the second best, and on how much evidence.
    package var confidence: Double
}

extension Language {
    /// More of a text is not looked at: a language does not change its function words.
    static let detectionBytes = 4096

    /// Judges a text by its script and its function words; nil when nothing speaks for any language. Deterministic,
    /// and cheap enough to be asked for every passage.
    package static func detect(_ text: UnsafeBufferPointer<UInt8>) -> LanguageGuess? {
        guard let p = text.baseAddress else { return nil }
        return LanguageDetector(p, min(text.count, detectionBytes)).guess()
    }

    /// Judges a text that stands in a string.
    package static func detect(_ text: String) -> LanguageGuess? {
        var text = text
        return text.withUTF8 { detect($0) }
    }
}

/// Counts what speaks for each language in a text.
struct LanguageDetector {
    private var scripts = [Int](repeating: 0, count: 11)
    private var kana = 0
    private var hangul = 0
    private var southEastAsian = [0, 0, 0, 0]
    private var letters = 0
    private var words = 0
    private var scores = [Double](repeating: 0, count: Language.allCases.count)
    private var hits = 0

    init(_ p: UnsafePointer<UInt8>, _ n: Int) {
        var i = 0
        var word: [UInt8] = []
        var length = 0
        while i < n {
            let decoded = decodeScalar(p, i, n)
            let scalar = lowercase(decoded.value)
            let isLetter = decoded.isValid && LanguageDetector.isLetter(scalar)
            if isLetter {
                count(scalar)
                length += 1
                if length <= LanguageEvidence.longestWord { append(scalar, to: &word) }
            } else if length > 0 {
                finish(&word, &length)
            }
            i += decoded.length
        }
        if length > 0 { finish(&word, &length) }
    }

    private mutating func count(_ scalar: UInt32) {
        letters += 1
        scripts[Int(Script(scalar).rawValue)] += 1
        switch scalar {
        case 0x3041...0x30FF, 0xFF66...0xFF9F: kana += 1
        case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3131...0x318E: hangul += 1
        case 0xE01...0xE4E: southEastAsian[0] += 1
        case 0xE81...0xEDF: southEastAsian[1] += 1
        case 0x1000...0x109D: southEastAsian[2] += 1
        case 0x1780...0x17DD: southEastAsian[3] += 1
        default: break
        }
        guard scalar >= 0x80, let spoken = LanguageEvidence.letters[scalar] else { return }
        for language in spoken { scores[language] += LanguageEvidence.letterWeight }
    }

    private mutating func finish(_ word: inout [UInt8], _ length: inout Int) {
        words += 1
        if length <= LanguageEvidence.longestWord, let spoken = LanguageEvidence.words[word] {
            hits += 1
            for (language, weight) in spoken { scores[language] += weight }
        }
        word.removeAll(keepingCapacity: true)
        length = 0
    }

    func guess() -> LanguageGuess? {
        guard letters > 0 else { return nil }
        let main = Script(rawValue: UInt8(scripts.indices.max { scripts[$0] < scripts[$1] }!)) ?? .other
        if main == .eastAsian || scripts[Int(Script.eastAsian.rawValue)] * 3 >= letters {
            let total = scripts[Int(Script.eastAsian.rawValue)]
            if hangul * 2 >= total { return LanguageGuess(language: .korean, confidence: 1) }
            // A Japanese sentence has kana; a tenth is enough, since names quoted in Chinese seldom reach it.
            if kana * 10 >= total { return LanguageGuess(language: .japanese, confidence: 1) }
            return LanguageGuess(language: .chinese, confidence: total >= 4 ? 1 : 0.5)
        }
        if main == .southEastAsian {
            let languages: [Language] = [.thai, .lao, .burmese, .khmer]
            let most = southEastAsian.indices.max { southEastAsian[$0] < southEastAsian[$1] }!
            return LanguageGuess(language: languages[most], confidence: 1)
        }
        return best(of: main)
    }

    /// The language of the script with the most evidence.
    private func best(of script: Script) -> LanguageGuess? {
        let candidates = Language.allCases.indices.filter { Language.allCases[$0].script == script }
        guard let first = candidates.max(by: { scores[$0] < scores[$1] }) else { return nil }
        let second = candidates.filter { $0 != first }.map { scores[$0] }.max() ?? 0
        guard candidates.count > 1, scores[first] > 0 else {
            guard let only = script.commonLanguage, script != .latin else {
                return script == .hebrew ? LanguageGuess(language: .hebrew, confidence: 0.9) : nil
            }
            return LanguageGuess(language: only, confidence: candidates.count > 1 ? 0.5 : 1)
        }
        let lead = (scores[first] - second) / scores[first]
        let evidence = min(1, scores[first] / 4)
        return LanguageGuess(language: Language.allCases[first], confidence: lead * evidence)
    }

    // MARK: - Letters

    private static func isLetter(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar &- 0x61 < 26 || scalar == 0x27 }
        switch CharacterClasses.classify(scalar) {
        case .letter, .mark, .gram: return true
        default: return scalar == 0x2019
        }
    }

    /// Lower case, for the letters that function words are written with.
    private func lowercase(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
        case 0x400...0x40F: scalar + 0x50
        case 0x2019: 0x27
        default: scalar
        }
    }

    private func append(_ scalar: UInt32, to word: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) {
            let length = encodeScalar(scalar, into: $0.baseAddress!)
            word.append(contentsOf: $0[0..<length])
        }
    }
}

/// What speaks for a language: its function words, each the more the fewer languages share it, and letters that few
/// languages use.
enum LanguageEvidence {
    static let longestWord = 12
    static let letterWeight = 0.5

    /// Function word to (index into `Language.allCases`, weight).
    static let words: [[UInt8]: [(Int, Double)]] = {
        var owners: [[UInt8]: [Int]] = [:]
        for (index, language) in Language.allCases.enumerated() {
            for word in Set(StopWords.words(language)) { owners[Array(word.utf8), default: []].append(index) }
        }
        return owners.mapValues { owners in owners.map { ($0, 1 / Double(owners.count)) } }
    }()

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
