package import DocumentModel
package import Evaluation
import Storage

/// How good the answers to judged questions are.
package struct AnswerEvaluation: Sendable {
    package var quality = AnswerQuality()
    package var milliseconds: [Double] = []
    /// nil when a price is unknown.
    package var nanoDollars: Int? = 0
    package var cases: [(question: AnswerQuestions.Question, answer: Answer)] = []

    /// Asks every question.
    ///
    /// - Parameters:
    ///   - request: what is asked in the same way of all of them; its question is replaced.
    ///   - step: asks every so manieth.
    package init(
        _ set: AnswerQuestions, in database: EvaluationDatabase, like request: AskRequest,
        with service: AnsweringService? = nil, every step: Int = 1
    ) async throws(DocQAError) {
        let library = database.library
        let stems = try await database.stems()
        let texts = try await AnswerEvaluation.texts(of: library)
        let folded = texts.mapValues { AnswerQuality.fold(String(decoding: $0, as: UTF8.self)) }
        for (number, question) in set.questions.enumerated() where number % step == 0 {
            var asked = request
            asked.question = question.text
            asked.keepDays = 0
            let began = ContinuousClock.now
            let answer = try await library.ask(asked, with: service)
            milliseconds.append(Double((ContinuousClock.now - began) / .microseconds(1)) / 1000)
            nanoDollars = nanoDollars.flatMap { sum in answer.cost.map { sum + $0.nanoDollars } }
            let gold = question.answers.map(AnswerQuality.fold)
            let isVerbatim = gold.contains { answer in
                !answer.isEmpty && folded.values.contains { $0.utf8.count >= answer.utf8.count && $0.contains(answer) }
            }
            quality.add(GivenAnswer(answer, stems, texts), to: question, isVerbatim: isVerbatim)
            cases.append((question, answer))
        }
    }

    package var latency: Percentiles { Percentiles(milliseconds) }

    private static func texts(of library: Library) async throws(DocQAError) -> [Int: [UInt8]] {
        let documents = try await library.documents()
        return try await library.reading { connection throws(StorageError) in
            var texts: [Int: [UInt8]] = [:]
            for document in documents {
                texts[document.id] = try connection.text(of: document.id, in: TextSpan(0, document.textBytes))
            }
            return texts
        }
    }
}

extension GivenAnswer {
    init(_ answer: Answer, _ stems: [Int: String], _ texts: [Int: [UInt8]]) {
        func quotes(_ numbers: [Int]) -> [String] {
            answer.footnotes.filter { numbers.contains($0.number) && $0.state != .unverified }.map(\.quote)
        }
        let first = answer.segments.first { $0.support == .cited }
        self.init(
            isDeclined: answer.outcome == .notInDocuments || answer.outcome == .refused,
            first: first.map { [$0.text] + quotes($0.footnotes) } ?? [],
            all: [answer.text] + answer.footnotes.filter { $0.state != .unverified }.map(\.quote),
            citations: answer.footnotes.map { note in
                let text = texts[note.document.id] ?? []
                return Citation(
                    names: [note.document.name, stems[note.document.id] ?? note.document.name],
                    codePoints: note.span.flatMap { GivenAnswer.codePoints(of: $0, in: text) },
                    pages: Set(note.pages.map(\.physical)), lines: note.lines.map { $0.first...$0.last },
                    quote: note.quote, isProved: note.state != .unverified)
            })
    }

    private static func codePoints(of span: TextSpan, in text: [UInt8]) -> Range<Int>? {
        guard span.end <= text.count else { return nil }
        let start = text[..<span.start].count { $0 & 0xC0 != 0x80 }
        return start..<(start + text[span.range].count { $0 & 0xC0 != 0x80 })
    }
}
