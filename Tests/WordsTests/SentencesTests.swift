import Testing
import Words

func sentences(_ text: String, _ language: Language? = .english) -> [String] {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
        Sentences.ranges(in: buffer, language: language).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
}

@Suite struct SentencesTests {
    @Test(arguments: [
        ["It rains.", "It pours!", "Does it?", "Yes."],
        ["Dr. Smith met Mr. J. R. Jones at 3.30 p.m. on Monday.", "They spoke."],
        ["The U.S. Army came.", "He lives in the U.S.", "They left."],
        ["\u{201C}Stop!\u{201D} he cried.", "\u{201C}Why?\u{201D}", "Nobody knew."],
        ["Costs rose 3.5 % (see Fig. 2).", "Profit fell."],
        ["It was built in 1999.[12]", "It burned in 2003."],
        ["He said: wait ... and left.", "Nothing else."],
        ["We sell paper, ink, etc.", "The shop is open."],
    ])
    func endsSentencesWhereReadersDo(expected: [String]) {
        #expect(sentences(expected.joined(separator: " ")) == expected)
    }

    @Test func knowsGermanOrdinalsAndAbbreviations() {
        let expected = ["Am 3. Oktober kam z. B. Dr. Weber.", "Das war alles.", "Er blieb bis 1990.", "Dann ging er."]
        #expect(sentences(expected.joined(separator: " "), .german) == expected)
    }

    @Test func endsChineseAndJapaneseSentencesWithoutSpaces() {
        #expect(sentences("他来了。她走了！“真的？”是的。", .chinese) == ["他来了。", "她走了！", "“真的？”", "是的。"])
    }

    @Test func joinsWrappedLinesAndPartsParagraphs() {
        let text = """
            The first sentence of this paragraph is so long that it
            goes on in the second line. The next one is short.

            A new paragraph
            - first item
            - second item
            """
        #expect(
            sentences(text) == [
                "The first sentence of this paragraph is so long that it\ngoes on in the second line.",
                "The next one is short.", "A new paragraph", "- first item", "- second item",
            ])
    }

    @Test func partsAHeadingFromItsText() {
        let text = "Battery care\nKeep the battery between five and thirty degrees at all times. Never freeze it."
        #expect(sentences(text).first == "Battery care")
    }

    @Test func splitsThaiAtSpaces() {
        let clause = "กรุงเทพมหานครเป็นเมืองหลวงและนครที่มีประชากรมากที่สุดของประเทศไทย"
        #expect(sentences(clause + " " + clause, .thai) == [clause, clause])
    }

    /// Quadratic work over these texts would take hours, linear work a fraction of a second.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ".", "\"", " ", "\n", "\r\n", "[", "a. ", "1. ", "...x", "。", "\u{3000}", "A\n", "\n\t", "ก ", "!\" ",
            "e.g. ",
        ])
    func takesLinearTime(unit: String) {
        let bytes = Array(("x" + String(repeating: unit, count: 200_000)).utf8)
        var end = 0
        bytes.withUnsafeBufferPointer { buffer in
            Sentences.forEach(in: buffer) {
                end = $0.upperBound
                return true
            }
        }
        #expect(end > 0)
    }

    @Test func leavesOutOnlyWhiteSpace() {
        var random = SplitMix(seed: 11)
        let pieces = [
            "A", "b", ". ", "! ", "\n", "\n\n", " ", "1. ", "。", "ก", "\u{A0}", "\"", ")", "Dr. ", "\u{2029}",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                pieces.randomElement(using: &random)!
            }.joined()
            let bytes = Array(text.utf8)
            var end = 0
            bytes.withUnsafeBufferPointer { buffer in
                for range in Sentences.ranges(in: buffer) {
                    #expect(!range.isEmpty && range.lowerBound >= end)
                    let gap = String(decoding: bytes[end..<range.lowerBound], as: UTF8.self)
                    #expect(gap.unicodeScalars.allSatisfy { $0.properties.isWhitespace })
                    end = range.upperBound
                }
            }
            let rest = String(decoding: bytes[end...], as: UTF8.self)
            #expect(rest.unicodeScalars.allSatisfy { $0.properties.isWhitespace })
        }
    }
}
