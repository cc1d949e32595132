/// What a text's language was judged to be, and how surely.
package struct LanguageGuess: Sendable, Equatable {
    package var language: Language
    /// From 0 to 1: how far it is ahead of the second best, and on how much evidence.
    package var confidence: Double
}

extension Language {
    /// More of a text is not looked at: a language does not change its function words.
    static let detectionBytes = 2048

    /// Judges a text by its script and its function words; nil when nothing speaks for any language. Deterministic,
    /// and cheap enough to be asked for every passage.
    ///
    /// - Parameter candidates: the languages that can be meant, where that is known (those of a collection, for a
    ///   question to it); nil for all.
    package static func detect(
        _ text: UnsafeBufferPointer<UInt8>, among candidates: Set<Language>? = nil
    ) -> LanguageGuess? {
        guard let p = text.baseAddress else { return nil }
        return LanguageDetector(p, min(text.count, detectionBytes)).guess(among: candidates)
    }

    /// Judges a text that stands in a string.
    package static func detect(_ text: String, among candidates: Set<Language>? = nil) -> LanguageGuess? {
        var text = text
        return text.withUTF8 { detect($0, among: candidates) }
    }
}

/// Counts what speaks for each language in a text.
struct LanguageDetector {
    private var scripts = [Int](repeating: 0, count: 11)
    private var kana = 0
    private var hangul = 0
    private var southEastAsian = [0, 0, 0, 0]
    private var letters = 0
    private let evidence = LanguageEvidence.words
    private var scores = [Double](repeating: 0, count: Language.allCases.count)

    init(_ p: UnsafePointer<UInt8>, _ n: Int) {
        var i = 0
        var ascii = 0
        var word = WordKey()
        while i < n {
            if p[i] < 0x80 {
                let kind = asciiKind(p[i])
                if kind == .letter || p[i] == 0x27 {
                    ascii += 1
                    word.append(UInt32(kind == .letter ? p[i] | 0x20 : p[i]))
                } else if word.length > 0 {
                    finish(&word)
                }
                i += 1
                continue
            }
            let decoded = decodeScalar(p, i, n)
            let scalar = LanguageDetector.lowercase(decoded.value)
            if decoded.isValid && LanguageDetector.isLetter(scalar) {
                count(scalar)
                word.append(scalar)
            } else if word.length > 0 {
                finish(&word)
            }
            i += decoded.length
        }
        if word.length > 0 { finish(&word) }
        letters += ascii
        scripts[Int(Script.latin.rawValue)] += ascii
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

    private mutating func finish(_ word: inout WordKey) {
        // Single letters are words in most languages, and labels in all.
        if word.length > 1, word.length <= LanguageEvidence.longestWord {
            evidence.forEachLanguage(of: word.hash) { scores[$0] += $1 }
        }
        word = WordKey()
    }

    func guess(among allowed: Set<Language>? = nil) -> LanguageGuess? {
        guard letters > 0 else { return nil }
        guard let guess = guess(allowed) else { return nil }
        return allowed?.contains(guess.language) ?? true ? guess : nil
    }

    private func guess(_ allowed: Set<Language>?) -> LanguageGuess? {
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
        return best(of: main, allowed)
    }

    /// The language of the script with the most evidence.
    private func best(of script: Script, _ allowed: Set<Language>?) -> LanguageGuess? {
        let languages = Language.allCases
        let candidates = languages.indices.filter {
            languages[$0].script == script && allowed?.contains(languages[$0]) ?? true
        }
        let weighed = candidates.map { scores[$0] + LanguageEvidence.prior(languages[$0]) }
        guard let most = weighed.max(), let first = weighed.firstIndex(of: most) else { return nil }
        let found = scores[candidates[first]]
        if candidates.count == 1 && (script != .latin || found > 0) {
            return LanguageGuess(language: languages[candidates[first]], confidence: 1)
        }
        guard found > 0 else {
            // Nothing but the script speaks.
            guard script != .latin, let common = script.commonLanguage ?? (script == .hebrew ? .hebrew : nil) else {
                return nil
            }
            return LanguageGuess(language: common, confidence: 0.5)
        }
        let second = weighed.indices.filter { $0 != first }.map { weighed[$0] }.max() ?? 0
        return LanguageGuess(
            language: languages[candidates[first]], confidence: (most - second) / most * min(1, found / 4))
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
    static func lowercase(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
        case 0x400...0x40F: scalar + 0x50
        case 0x2019: 0x27
        default: scalar
        }
    }
}
