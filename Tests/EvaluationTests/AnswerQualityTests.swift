import Evaluation
import Testing

@Suite struct AnswerQualityTests {
    private func citation(
        _ name: String, _ quote: String = "", codePoints: Range<Int>? = nil, pages: Set<Int> = [],
        lines: ClosedRange<Int>? = nil, isProved: Bool = true
    ) -> GivenAnswer.Citation {
        GivenAnswer.Citation(
            names: [name], codePoints: codePoints, pages: pages, lines: lines, quote: quote, isProved: isProved)
    }

    @Test func readsQueriesWithSpans() throws {
        let set = try AnswerQuestions(
            queries: """
                {"id": "a", "text": "How many?"}
                {"id": "b", "text": "Who?", "kind": "no_answer"}
                {"id": "c", "text": "What?", "doc": "d1", "answer": "This."}
                """,
            spans: #"{"id": "a", "doc": "d0", "answer": "308", "char_offset": 34}"#, judgements: nil)
        #expect(set.questions.map(\.isUnanswerable) == [false, true, false])
        #expect(set.questions[0].places == [.init(document: "d0", codePoints: 34..<37)])
        #expect(set.questions[2].answers == ["This."] && set.questions[2].places == [.init(document: "d1")])
    }

    @Test func readsQuestionsWithPagesAndLines() throws {
        let set = try AnswerQuestions(
            questions: """
                {"text": "a?", "doc": "x", "evidence": [{"page_1based": 2}, {"page_1based": 5}]}
                {"text": "b?", "doc": "p/w.md", "lines": [22, 23], "evidence": "Ten years.", "also": ["y.pdf"]}
                {"text": "c?", "kind": "no_answer"}
                """)
        #expect(set.questions[0].places == [.init(document: "x", pages: [2, 5])])
        #expect(set.questions[1].places == [.init(document: "p/w.md", lines: 22...23), .init(document: "y.pdf")])
        #expect(set.questions[1].answers == ["Ten years."])
        #expect(set.questions[2].isUnanswerable)
        #expect(throws: EvaluationError.self) { try AnswerQuestions(questions: #"{"text": "a?"}"#) }
    }

    @Test func aFootnoteIsRightWhereTheAnswerStands() {
        var question = AnswerQuestions.Question(id: "q", text: "?", isUnanswerable: false)
        question.answers = ["ten years"]
        question.places = [.init(document: "a", pages: [3])]
        var quality = AnswerQuality()
        let given = GivenAnswer(
            isDeclined: false, first: ["It runs."], all: ["It runs. For Ten\nyears."],
            citations: [
                citation("a", pages: [3, 4]), citation("a", pages: [5]), citation("b", pages: [3], isProved: false),
            ])
        quality.add(given, to: question, isVerbatim: true)
        #expect(quality.inFirst == [0] && quality.inAnswer == [1])
        #expect(quality.precision == [1, 0, 0] && quality.recall == [1])
        #expect(quality.verified == [1, 1, 0])
    }

    @Test func placesAreToldApartBySpanAndLine() {
        func isRight(_ place: AnswerQuestions.Place, _ citation: GivenAnswer.Citation) -> Bool {
            var question = AnswerQuestions.Question(id: "q", text: "?", isUnanswerable: false)
            question.places = [place]
            var quality = AnswerQuality()
            quality.add(
                GivenAnswer(isDeclined: false, first: [], all: [], citations: [citation]), to: question,
                isVerbatim: false)
            return quality.recall == [1]
        }
        #expect(isRight(.init(document: "a", codePoints: 5..<8), citation("a", codePoints: 0..<6)))
        #expect(!isRight(.init(document: "a", codePoints: 5..<8), citation("a", codePoints: 0..<5)))
        #expect(isRight(.init(document: "a", lines: 5...8), citation("a", lines: 8...9)))
        #expect(!isRight(.init(document: "a", lines: 5...8), citation("a", lines: 9...9)))
        #expect(isRight(.init(document: "a"), citation("a")))
    }

    @Test func decliningIsRightOnlyWithoutAnAnswer() {
        var quality = AnswerQuality()
        let declined = GivenAnswer(isDeclined: true, first: ["ten"], all: ["ten"], citations: [])
        var answerable = AnswerQuestions.Question(id: "q", text: "?", isUnanswerable: false)
        answerable.answers = ["ten"]
        quality.add(declined, to: answerable, isVerbatim: true)
        quality.add(declined, to: .init(id: "r", text: "?", isUnanswerable: true), isVerbatim: false)
        quality.add(
            GivenAnswer(isDeclined: false, first: [], all: [], citations: []),
            to: .init(id: "s", text: "?", isUnanswerable: true), isVerbatim: false)
        #expect(quality.refusalPrecision == [0, 1] && quality.refusalRecall == [1, 0])
        #expect(quality.inFirst == [0] && quality.declinedAnswerable == 1)
    }

    @Test(arguments: [
        ("The warranty is ten years.", "Ten  Years", true), ("ten", "ten years", false), ("", "a", false),
        ("a sentence of the evidence", "It is a sentence of the evidence and more.", true),
    ])
    func holdsIgnoresWhiteSpaceAndCase(text: String, answer: String, holds: Bool) {
        #expect(AnswerQuality.holds([text], [answer]) == holds)
    }
}
