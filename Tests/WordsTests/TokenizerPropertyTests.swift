import Testing
import Words

@Suite struct TokenizerPropertyTests {
    /// Bytes that hurt: letters of all kinds, joints, line ends, broken UTF-8, controls.
    private static func randomText(_ random: inout SplitMix) -> [UInt8] {
        let pieces: [[UInt8]] = [
            Array("Word".utf8), Array("camelCase".utf8), Array("HTTP".utf8), Array("x".utf8), Array("42".utf8),
            Array("1,234.56".utf8), Array("über".utf8), Array("слово".utf8), Array("كِتاب".utf8), Array("东京".utf8),
            Array("ｶﾞ".utf8), Array("ที่".utf8), Array("한국".utf8), Array("ﬁ".utf8), Array("'".utf8), Array("’s".utf8),
            Array("-".utf8), Array("-\n".utf8), [0xC2, 0xAD], Array("_".utf8), Array(".".utf8), Array("@".utf8),
            Array("\u{301}".utf8), Array("👩‍🔬".utf8), [0x20], [0x0A], [0], [0x80], [0xC3], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xFF], [1, 0x64, 0x65, 1], Array("İstanbul".utf8), Array("\u{200B}".utf8),
            [UInt8](repeating: 0x61, count: 300), Array("ﷺ".utf8), Array("१२".utf8), Array("C++".utf8),
        ]
        return (0..<Int.random(in: 0..<30, using: &random)).flatMap { _ in pieces.randomElement(using: &random)! }
    }

    private static let languages: [Language?] = [nil, .english, .german, .turkish, .arabic, .chinese, .russian, .thai]

    @Test func offsetsStandInsideTheTextAndAtCharacters() {
        var random = SplitMix(seed: 1)
        for round in 0..<4000 {
            let text = Self.randomText(&random)
            let purpose: Tokenizer.Purpose = [.document, .query, .prefix][round % 3]
            var last = 0
            for (index, token) in tokens(text, Self.languages[round % 8], purpose).enumerated() {
                #expect(token.start >= 0 && token.start < token.end && token.end <= text.count)
                #expect(!token.text.isEmpty && !token.text.unicodeScalars.contains("\u{FFFD}"))
                #expect(index > 0 || !token.colocated)
                if !token.colocated {
                    #expect(token.start >= last)
                    last = token.start
                }
                // What stands there is valid UTF-8, but for ignored bytes inside a word.
                #expect(text[token.start] & 0xC0 != 0x80)
                if token.end < text.count, text[token.end] & 0xC0 == 0x80 {
                    #expect(String(validating: text[token.start..<token.end], as: UTF8.self) != nil)
                }
            }
        }
    }

    @Test func givesTheSameTokensWhateverWasReadBefore() {
        var random = SplitMix(seed: 2)
        let used = Tokenizer()
        for _ in 0..<1500 {
            let text = Self.randomText(&random)
            #expect(tokens(text, nil, tokenizer: used) == tokens(text, nil))
        }
    }

    @Test func givesTheSameStemsHoweverManyWordsItHasSeen() {
        // More than the memory of stems has room for at any of its sizes.
        let words = (0..<60_000).map { number in
            "qu"
                + String(number, radix: 26).map { String(UnicodeScalar(UInt8(97 + Int(String($0), radix: 26)!))) }
                .joined() + ["ing", "ed", "s", "ations"][number % 4]
        }
        let used = Tokenizer()
        let texts = stride(from: 0, to: words.count, by: 500).map {
            Array(words[$0..<($0 + 500)].joined(separator: " ").utf8)
        }
        for round in 0..<2 {
            for text in round == 0 ? texts : texts.reversed() {
                #expect(tokens(text, .english, tokenizer: used).map(\.text) == tokens(text, .english).map(\.text))
            }
        }
    }

    @Test func aQueryFindsTheTextItIsCopiedFrom() {
        var random = SplitMix(seed: 3)
        for _ in 0..<1500 {
            let text = Self.randomText(&random).filter { $0 != 1 }
            let document = Set(tokens(text, .english).map(\.text))
            for token in tokens(text, .english, .query) { #expect(document.contains(token.text)) }
        }
    }

    @Test func stopsWhenTold() {
        var count = 0
        Array("one two-three v1.2.3 four".utf8).withUnsafeBufferPointer { bytes in
            Tokenizer(defaultLanguage: .english).tokenize(bytes) { _, _, _, _ in
                count += 1
                return count < 4
            }
        }
        #expect(count == 4)
    }
}
