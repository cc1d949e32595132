/// Splits text into the words that the index keeps and that queries ask for.
///
/// The index and the query meet only when both were cut by the same rules, so everything that changes a token must
/// raise `WordIndexing.version`. What comes out is a pure function of the bytes handed over, the default language and
/// the purpose; nothing depends on what was tokenised before.
///
/// A text may begin with a language tag, `0x01 'd' 'e' 0x01`, written where the language is known better than the text
/// tells (a heading, a short passage). Without one the default language holds; without that, the text is judged.
///
/// Not thread-safe: one per connection or thread. It owns the stemmers and a cache of stems, up to 2.2 MB.
package final class Tokenizer {
    package enum Purpose: Sendable {
        /// Text to be indexed.
        case document
        /// Words to be found.
        case query
        /// Words to be found, the last of which is only the beginning of one.
        case prefix
    }

    /// Takes a token: its bytes (valid during the call only), where it starts and ends in the input, and whether it
    /// stands at the same position as the token before it. Returns false to stop.
    package typealias Emit = (UnsafeBufferPointer<UInt8>, Int, Int, Bool) -> Bool

    package let defaultLanguage: Language?
    let classes = CharacterClasses()
    let cache = StemCache()
    let wordForm = WordForm()
    let lexeme = Lexeme()
    /// Tokens of one lexeme or run, before they are handed over.
    let output = TokenBuffer()
    /// The characters that tokens of the text under way begin with, in scripts that are cut into grams.
    let gramStarts = GramStarts()

    /// - Parameter defaultLanguage: the language of texts without a tag; nil judges each from its own bytes.
    package init(defaultLanguage: Language? = nil) {
        self.defaultLanguage = defaultLanguage
    }

    /// What is the same for all tokens of one text.
    struct Context {
        var language: Language?
        /// The language that ASCII words are stemmed by.
        var latin: Language?
        var purpose: Purpose
        /// Words that end here or later are prefixes.
        var prefixEnd: Int
    }

    /// Hands over every token in the order of its position.
    package func tokenize(_ text: UnsafeBufferPointer<UInt8>, for purpose: Purpose = .document, emit: Emit) {
        guard let p = text.baseAddress, text.count > 0 else { return }
        let tag = LanguageTag.read(text)
        let start = tag == nil ? 0 : LanguageTag.byteCount
        let context = context(
            tag, UnsafeBufferPointer(rebasing: text[start...]), purpose,
            prefixEnd: purpose == .prefix ? Tokenizer.lastWordEnd(text) : Int.max)
        run(p, start, text.count, context, emit)
    }

    /// Hands over what `tokenize` does for the text behind a tag of that language, or of none. Offsets are in the text.
    func tokenize(_ text: UnsafeBufferPointer<UInt8>, taggedAs language: Language?, emit: Emit) {
        guard let p = text.baseAddress, text.count > 0 else { return }
        run(p, 0, text.count, context(language, text, .document, prefixEnd: Int.max), emit)
    }

    private func context(
        _ tag: Language?, _ text: UnsafeBufferPointer<UInt8>, _ purpose: Purpose, prefixEnd: Int
    ) -> Context {
        let language = tag ?? defaultLanguage ?? Language.detect(text)?.language
        return Context(
            language: language, latin: WordForm.stemmingLanguage(.latin, in: language), purpose: purpose,
            prefixEnd: prefixEnd)
    }

    private func run(_ p: UnsafePointer<UInt8>, _ start: Int, _ n: Int, _ context: Context, _ emit: Emit) {
        let salt = Tokenizer.salt(context.latin, raw: false)
        // Turkish lower-cases I to a letter of its own, and prefixes are not stems: both take the long way.
        let fast = context.purpose != .prefix && context.latin != .turkish
        gramStarts.clear()
        var i = start
        while i < n {
            let byte = p[i]
            if byte >= 0x80 {
                let decoded = decodeScalar(p, i, n)
                switch classes[decoded.value] {
                case .letter, .digit: i = lexeme(p, i, n, context, emit)
                case .gram: i = gramRun(p, i, n, context, emit)
                default: i &+= decoded.length
                }
                if i < 0 { return }
                continue
            }
            switch asciiKind(byte) {
            case .other: i &+= 1
            case .digit:
                var end = i &+ 1
                while end < n && p[end] &- 0x30 < 10 { end &+= 1 }
                if fast && end &- i <= WordForm.maxBytes && endsSimply(p, end, n, length: end &- i, afterDigits: true) {
                    guard emit(UnsafeBufferPointer(start: p + i, count: end &- i), i, end, false) else { return }
                    i = end
                } else {
                    i = lexeme(p, i, n, context, emit)
                    if i < 0 { return }
                }
            case .letter:
                var word = ASCIIWord(p, i, n, salt: salt)
                if fast && word.isPlain && endsSimply(p, word.end, n, length: word.count, afterDigits: false) {
                    let form = cache.form(word.key) ?? stem(&word, context)
                    if form.count > 0 { guard emit(form, i, word.end, false) else { return } }
                    i = word.end
                } else {
                    i = lexeme(p, i, n, context, emit)
                    if i < 0 { return }
                }
            }
        }
    }

    /// Whether a run of letters or digits is a word by itself, judged by what follows it; false only means that the
    /// careful way has to look.
    @inline(__always)
    private func endsSimply(
        _ p: UnsafePointer<UInt8>, _ end: Int, _ n: Int, length: Int, afterDigits: Bool
    ) -> Bool {
        guard end < n else { return true }
        let byte = p[end]
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09: return true
        case 0x2C, 0x3A, 0x2F:
            // Comma, colon and slash join digits only.
            return !afterDigits || end &+ 1 >= n || p[end &+ 1] &- 0x30 >= 10
        case 0x2E, 0x26, 0x27, 0x40:
            return end &+ 1 >= n || (p[end &+ 1] < 0x80 && asciiKind(p[end &+ 1]) == .other)
        case 0x2D, 0x5F: return end &+ 1 >= n
        case 0x23, 0x2B: return afterDigits || length > 2
        case 0xE2:
            // General punctuation: dashes, closing quotes, bullet, ellipsis.
            guard end &+ 2 < n, p[end &+ 1] == 0x80 else { return false }
            let last = p[end &+ 2]
            return last >= 0x93 && last <= 0xA7 && last != 0x99
        default: return byte < 0x80 && asciiKind(byte) == .other
        }
    }

    /// The form of a word that the cache does not hold.
    private func stem(_ word: inout ASCIIWord, _ context: Context) -> UnsafeBufferPointer<UInt8> {
        word.copyLowercased(into: wordForm.bytes)
        let form = wordForm.stemASCII(word.count, context.latin, prefix: false)
        cache.store(word.key, form)
        return form
    }

    static func salt(_ language: Language?, raw: Bool) -> UInt64 {
        let index = language.map { UInt64($0.rawValue.utf8.first!) << 8 | UInt64($0.rawValue.utf8.last!) } ?? 1
        return raw ? index << 8 | 2 : index << 8 | 1
    }

    /// The offset after the last byte that is not an ASCII separator.
    private static func lastWordEnd(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var end = text.count
        while end > 0 && text[end - 1] < 0x80 && asciiKind(text[end - 1]) == .other { end -= 1 }
        return end
    }
}

/// What the index was built with.
package enum WordIndexing {
    /// Raised by every change that makes the same text give other tokens: an index of another version is rebuilt
    /// before it is searched.
    package static let version = 2
}

/// The language mark in front of a text.
package enum LanguageTag {
    package static let byteCount = 4
    private static let mark: UInt8 = 0x01

    /// The bytes that make a text's language known.
    package static func bytes(_ language: Language) -> [UInt8] {
        [mark] + Array(language.code.utf8) + [mark]
    }

    /// The language a text is tagged with.
    package static func read(_ text: UnsafeBufferPointer<UInt8>) -> Language? {
        guard text.count >= byteCount, text[0] == mark, text[3] == mark else { return nil }
        return Language(text[1], text[2])
    }
}

enum ASCIIKind { case other, letter, digit }

@inline(__always)
func asciiKind(_ byte: UInt8) -> ASCIIKind {
    if (byte | 0x20) &- 0x61 < 26 { return .letter }
    return byte &- 0x30 < 10 ? .digit : .other
}
