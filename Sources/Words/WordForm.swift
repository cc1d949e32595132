internal import CUTF8Proc

/// Brings one word into the form the index keeps: NFKC, case folded, marks removed where the script's readers would
/// leave them out, stemmed.
///
/// Order matters: stemmers know their language's accents (French `é`, German `ü`), so accents go after stemming; the
/// English stemmer knows none, so for it they go before.
final class WordForm {
    /// Longer words are cut here: nobody searches for them, and they would fill the index.
    static let maxBytes = 255
    private static let scalarCapacity = 1024

    private let scalars: UnsafeMutablePointer<Int32>
    private let scalarCount = WordForm.scalarCapacity
    /// Where forms are made; holds until the next call.
    let bytes: UnsafeMutablePointer<UInt8>
    private let stemmers = Stemmers()

    init() {
        scalars = .allocate(capacity: WordForm.scalarCapacity + 1)
        bytes = .allocate(capacity: WordForm.scalarCapacity * 4 + 16)
    }

    deinit {
        scalars.deallocate()
        bytes.deallocate()
    }

    /// The language that a word of this script is stemmed by in a text of that language.
    static func stemmingLanguage(_ script: Script, in language: Language?) -> Language? {
        if let language, language.script == script { return language }
        return script.commonLanguage
    }

    /// The form of a word of ASCII letters that stand lower-cased in `bytes` already.
    func stemASCII(_ count: Int, _ language: Language?, prefix: Bool) -> UnsafeBufferPointer<UInt8> {
        var length = count
        if let language = WordForm.stemmingLanguage(.latin, in: language) {
            length = stemmed(count, language, prefix: prefix)
        }
        length = stripMarks(length)
        return UnsafeBufferPointer(start: bytes, count: min(length, WordForm.maxBytes))
    }

    /// The form of any word. Empty when nothing of it is left.
    func form(
        _ word: UnsafeBufferPointer<UInt8>, _ language: Language?, stem: Bool, prefix: Bool = false
    ) -> UnsafeBufferPointer<UInt8> {
        let count = fold(word, turkish: language == .turkish)
        guard count > 0 else { return UnsafeBufferPointer(start: bytes, count: 0) }
        let script = Script(UInt32(bitPattern: scalars[0]))
        let stemming = stem ? WordForm.stemmingLanguage(script, in: language) : nil
        var length = encode(clean(count, script, stemming))
        if stemming == .english || stemming == .indonesian { length = stripMarks(length) }
        if let stemming { length = stemmed(length, stemming, prefix: prefix) }
        if script == .latin || script == .greek { length = stripMarks(length) }
        while length > WordForm.maxBytes || (length > 0 && length < 4 && bytes[0] & 0xC0 == 0x80) { length -= 1 }
        // Never cut inside a character.
        if length == WordForm.maxBytes {
            while length > 0 && bytes[length - 1] & 0xC0 == 0x80 { length -= 1 }
            if length > 0 && bytes[length - 1] >= 0xC0 { length -= 1 }
        }
        return UnsafeBufferPointer(start: bytes, count: length)
    }

    /// A prefix is what a word and its stem have in common, so that it meets every stem of what it begins
    /// (`happy` is stemmed to `happi`, `happiness` too: the prefix is `happ`).
    private func stemmed(_ count: Int, _ language: Language, prefix: Bool) -> Int {
        guard prefix else { return stemmers.stem(bytes, count, language) }
        let before = Array(UnsafeBufferPointer(start: bytes, count: count))
        let length = stemmers.stem(bytes, count, language)
        var common = 0
        while common < length && common < count && bytes[common] == before[common] { common += 1 }
        while common > 0 && common < length && bytes[common] & 0xC0 == 0x80 { common -= 1 }
        if common == 0 {
            bytes.update(from: before, count: count)
            return count
        }
        return common
    }

    /// NFKC with case folding, into `scalars`; returns their number.
    private func fold(_ word: UnsafeBufferPointer<UInt8>, turkish: Bool) -> Int {
        guard let p = word.baseAddress else { return 0 }
        var count = 0
        var i = 0
        var boundary: Int32 = 0
        let options = utf8proc_option_t(
            UTF8PROC_COMPAT.rawValue | UTF8PROC_CASEFOLD.rawValue | UTF8PROC_IGNORE.rawValue
                | UTF8PROC_COMPOSE.rawValue | UTF8PROC_STABLE.rawValue)
        while i < word.count {
            let decoded = decodeScalar(p, i, word.count)
            i += decoded.length
            guard decoded.isValid else { continue }
            var value = decoded.value
            if turkish {
                if value == 0x49 { value = 0x131 } else if value == 0x130 { value = 0x69 }
            }
            let written = utf8proc_decompose_char(
                Int32(bitPattern: value), scalars + count, utf8proc_ssize_t(scalarCount - count), options, &boundary)
            guard written >= 0, count + Int(written) <= scalarCount else { break }
            count += Int(written)
        }
        // Decomposed characters are not yet in canonical order; composing wants them so.
        return reordered(count, options)
    }

    private func reordered(_ count: Int, _ options: utf8proc_option_t) -> Int {
        var i = 1
        while i < count {
            let combining = utf8proc_get_property(scalars[i]).pointee.combining_class
            var j = i
            while combining > 0 && j > 0
                && utf8proc_get_property(scalars[j - 1]).pointee.combining_class > combining
            {
                swap(&scalars[j], &scalars[j - 1])
                j -= 1
            }
            i += 1
        }
        let length = utf8proc_normalize_utf32(scalars, utf8proc_ssize_t(count), options)
        return max(0, Int(length))
    }

    /// Removes and unifies what the script's readers do not tell apart; returns the number of scalars left.
    private func clean(_ count: Int, _ script: Script, _ stemming: Language?) -> Int {
        var kept = 0
        for i in 0..<count {
            var scalar = UInt32(bitPattern: scalars[i])
            switch scalar {
            // Tatweel, and what compatibility forms leave behind that is no part of a word.
            case 0x640, 0x20, 0x27, 0x2019: continue
            // Arabic vowel signs, Koranic marks; Hebrew points.
            case 0x610...0x61A, 0x64B...0x65F, 0x670, 0x6D6...0x6ED, 0x591...0x5BD, 0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5,
                0x5C7:
                continue
            // Alef with hamza or madda; alef maqsura and Persian yeh; Persian kaf; teh marbuta stays for the stemmer.
            case 0x622, 0x623, 0x625, 0x671: scalar = 0x627
            case 0x649, 0x6CC: scalar = 0x64A
            case 0x6A9: scalar = 0x643
            case 0x451: scalar = 0x435
            // A stress mark over a Cyrillic vowel.
            case 0x300, 0x301: if script == .cyrillic { continue }
            // Romanian s and t with comma: the stemmer knows the cedilla.
            case 0x219: scalar = stemming == .romanian ? 0x15F : scalar
            case 0x21B: scalar = stemming == .romanian ? 0x163 : scalar
            default: scalar = asciiDigit(scalar)
            }
            scalars[kept] = Int32(bitPattern: scalar)
            kept += 1
        }
        return kept
    }

    private func encode(_ count: Int) -> Int {
        var length = 0
        for i in 0..<count { length += encodeScalar(UInt32(bitPattern: scalars[i]), into: bytes + length) }
        return length
    }

    /// Takes the marks off the Latin and Greek letters in `bytes`; returns the new length.
    private func stripMarks(_ count: Int) -> Int {
        var isASCII = true
        for i in 0..<count where bytes[i] >= 0x80 { isASCII = false }
        if isASCII { return count }
        var total = 0
        var i = 0
        var boundary: Int32 = 0
        while i < count {
            let decoded = decodeScalar(bytes, i, count)
            i += decoded.length
            guard decoded.isValid, total < scalarCount - 32 else { continue }
            switch decoded.value {
            case 0xE6: total += put("ae", at: total)
            case 0xF8: total += put("o", at: total)
            case 0x142: total += put("l", at: total)
            case 0x111, 0xF0: total += put("d", at: total)
            case 0xFE: total += put("th", at: total)
            case 0x131: total += put("i", at: total)
            case 0x153: total += put("oe", at: total)
            default:
                let written = utf8proc_decompose_char(
                    Int32(bitPattern: decoded.value), scalars + total, utf8proc_ssize_t(scalarCount - total),
                    UTF8PROC_DECOMPOSE, &boundary)
                guard written > 0 else { continue }
                total += keepBase(from: total, written: Int(written))
            }
        }
        return encode(total)
    }

    private func put(_ letters: StaticString, at index: Int) -> Int {
        for i in 0..<letters.utf8CodeUnitCount { scalars[index + i] = Int32(letters.utf8Start[i]) }
        return letters.utf8CodeUnitCount
    }

    /// Drops combining marks among the scalars just written and says how many stay.
    private func keepBase(from start: Int, written: Int) -> Int {
        var kept = 0
        for i in start..<start + written where utf8proc_category(scalars[i]) != UTF8PROC_CATEGORY_MN {
            scalars[start + kept] = scalars[i]
            kept += 1
        }
        return kept
    }
}

/// A decimal digit of any script as its ASCII digit; every other scalar as it is.
func asciiDigit(_ scalar: UInt32) -> UInt32 {
    guard scalar > 0x39, utf8proc_category(Int32(bitPattern: scalar)) == UTF8PROC_CATEGORY_ND else { return scalar }
    // Digits stand in runs of ten that start at a multiple of sixteen or six after it, but for a few newer scripts.
    switch scalar & 0xF {
    case let low where low <= 9 && isDigit(scalar - low): return 0x30 + low
    case let low where low >= 6: return 0x30 + low - 6
    default: return scalar
    }
}

private func isDigit(_ scalar: UInt32) -> Bool {
    utf8proc_category(Int32(bitPattern: scalar)) == UTF8PROC_CATEGORY_ND
}
