import Testing
import Words

@Suite struct BoundariesTests {
    private func wordBoundaries(_ text: String) -> [Int] {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { buffer in
            (0...bytes.count).filter { WordBoundaries.isBoundary($0, in: buffer) }
        }
    }

    @Test func cutsNoWord() {
        #expect(wordBoundaries("ab c") == [0, 2, 3, 4])
        #expect(wordBoundaries("a_b.") == [0, 3, 4])
        #expect(wordBoundaries("O'B v1.2") == [0, 3, 4, 8])
        #expect(wordBoundaries("é\u{301}x") == [0, 5])
    }

    @Test func cutsChineseBetweenCharacters() {
        #expect(wordBoundaries("中文a") == [0, 3, 6, 7])
    }

    @Test func cutsNoCharacterOfThai() {
        // KO KAI, SARA I, MAI EK: one character as readers see it.
        #expect(wordBoundaries("กิ่ก") == [0, 9, 12])
    }

    @Test func cutsNoEmojiSequence() {
        let family = "👨‍👩‍👧"
        #expect(wordBoundaries("a " + family + "b") == [0, 1, 2, 2 + family.utf8.count, 3 + family.utf8.count])
    }

    @Test func graphemesAgreeWithTheStandardLibrary() {
        var random = SplitMix(seed: 5)
        let pieces = ["a", "e\u{301}", "한", "ᄒ", "ᅡ", "ᆫ", "🇩🇪", "👨‍👩‍👧", "\r\n", "\n", "ก", "ิ", "क", "ि", "\u{200D}", " "]
        for _ in 0..<300 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random)! }.joined()
            let bytes = Array(text.utf8)
            var expected = [0]
            for character in text { expected.append(expected.last! + character.utf8.count) }
            let found = bytes.withUnsafeBufferPointer { buffer in
                (0...bytes.count).filter { Graphemes.isBoundary($0, in: buffer) }
            }
            // Swift knows newer rules for Indic conjuncts: it may hold more together, never less.
            #expect(Set(expected).isSubset(of: found), "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    @Test func findsTheLastPlaceToCut() {
        let bytes = Array("alpha beta gamma".utf8)
        bytes.withUnsafeBufferPointer { buffer in
            #expect(WordBoundaries.lastBoundary(in: 0..<9, of: buffer) == 6)
            #expect(WordBoundaries.lastBoundary(in: 0..<4, of: buffer) == nil)
            #expect(WordBoundaries.lastBoundary(in: 0..<16, of: buffer) == 16)
        }
    }

    @Test(arguments: [
        ("kitten", "sitting", 3), ("form", "from", 1), ("", "abc", 3), ("same", "same", 0), ("ab", "ba", 1),
        ("straße", "strasse", 2),
    ])
    func countsSpellingMistakes(a: String, b: String, distance: Int) {
        #expect(SpellingDistance.between(a, b, limit: 3) == distance)
        #expect(SpellingDistance.between(b, a, limit: distance) == distance)
        if distance > 0 { #expect(SpellingDistance.between(a, b, limit: distance - 1) == nil) }
    }

    @Test func spellingDistanceAgreesWithTheWholeTable() {
        var random = SplitMix(seed: 9)
        func full(_ a: [UInt32], _ b: [UInt32]) -> Int {
            var table = (0...a.count).map { i in (0...b.count).map { j in i == 0 ? j : j == 0 ? i : 0 } }
            guard !a.isEmpty && !b.isEmpty else { return max(a.count, b.count) }
            for i in 1...a.count {
                for j in 1...b.count {
                    table[i][j] = min(
                        table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
                    }
                }
            }
            return table[a.count][b.count]
        }
        for _ in 0..<2000 {
            let a = (0..<Int.random(in: 0..<8, using: &random)).map { _ in UInt32.random(in: 97..<100, using: &random) }
            let b = (0..<Int.random(in: 0..<8, using: &random)).map { _ in UInt32.random(in: 97..<100, using: &random) }
            let distance = full(a, b)
            for limit in 0...4 {
                #expect(SpellingDistance.between(a, b, limit: limit) == (distance <= limit ? distance : nil))
            }
        }
    }
}
