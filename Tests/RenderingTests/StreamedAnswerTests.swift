import CommandLine
import DocumentModel
import Rendering
import Testing

/// The text that is shown while it comes, and the finished one.
@Suite struct StreamedAnswerTests {
    private static let words = [
        "ten", "years", "warranty", "a", "日本語の", "テキスト。", "🔋", "👩‍👩‍👧", "naïve", "e\u{301}te\u{301}", "\u{1B}[31mred",
        "word,",
        "12.5", "(see", "below)", "averyveryverylongwordthatfillsaline", "–", "\u{202E}turned",
    ]
    private static let gaps = [" ", " ", " ", " ", "\n", "\n\n", "  ", " \n", "\n- ", "\t", ""]

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// Segments of random text with footnotes behind some.
    private static func answer(_ random: inout Seeded) -> Answer {
        var segments: [Answer.Segment] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var text = Bool.random(using: &random) ? " " : ""
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                text += words.randomElement(using: &random)! + gaps.randomElement(using: &random)!
            }
            let isCited = Bool.random(using: &random)
            let numbers = isCited ? Array(1...Int.random(in: 1...2, using: &random)) : []
            segments.append(Answer.Segment(text: text, footnotes: numbers, support: isCited ? .cited : .connective))
        }
        return Answer(
            question: "?", segments: segments, footnotes: [], outcome: .answered, confidence: 1,
            model: .init(name: "m", stopReason: "end_turn"))
    }

    /// The same in pieces as small as they come over the wire.
    private static func streamed(_ answer: Answer, _ terminal: Terminal, _ random: inout Seeded) -> String {
        var shown = StreamedAnswer(terminal)
        var out = ""
        for segment in answer.segments {
            var rest = segment.text.unicodeScalars[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...7, using: &random))
                rest = rest.dropFirst(piece.count)
                out += shown.text(String(String.UnicodeScalarView(piece)))
            }
            for number in segment.footnotes { shown.marker(number) }
        }
        return out + shown.end(answer)
    }

    @Test(arguments: [12, 30, 80]) func whatWasStreamedIsTheFinishedText(width: Int) {
        let terminal = Terminal(isTerminal: false, width: width)
        for seed in 0..<400 {
            var random = Seeded(state: UInt64(seed * 100 + width))
            let answer = Self.answer(&random)
            let finished = TerminalAnswer(terminal).text(answer)
            let streamed = Self.streamed(answer, terminal, &random)
            guard streamed != finished, !(finished == "\n" && streamed.isEmpty) else { continue }
            Issue.record("seed \(seed): \(streamed.debugDescription) is not \(finished.debugDescription)")
            return
        }
    }

    /// What stands below the text is the same, but for the claims without a source, which the finished text marks itself.
    @Test func whatStandsBelowIsTheSame() {
        let terminal = Terminal(isTerminal: false, width: 60)
        var streamed = StreamedAnswer(terminal)
        let below = streamed.end(sampleAnswer)
        let finished = TerminalAnswer(terminal).text(sampleAnswer)
        #expect(below.contains("No source stands behind this:\n- Everything else is covered forever by us."))
        let notes = finished.split(separator: "\n\n").drop { !$0.hasPrefix("[1]") }.joined(separator: "\n\n")
        #expect(!notes.isEmpty && below.hasSuffix(notes))
    }
}
