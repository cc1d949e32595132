import Quoting
import Synchronization

/// Lends quoters to requests, since one can serve only one at a time and takes long to make.
final class Quoters: Sendable {
    // Unchecked because a quoter is in this list only while nobody uses it.
    private struct Idle: @unchecked Sendable {
        var quoters: [Quoter] = []
    }

    private let idle = Mutex(Idle())

    /// The sentences that answer a question, as places in the texts. Whoever sent the documents put them in an
    /// order of their own, which says nothing; their titles do.
    func answer(_ question: String, from texts: [CitableText]) -> [(text: Int, range: Range<Int>)] {
        let quoter = idle.withLock { $0.quoters.popLast() } ?? Quoter()
        let candidates = texts.enumerated().map { index, text in
            QuoteCandidate(id: index, text: text.text, headingPath: text.title.map { [$0] } ?? [], score: 1)
        }
        let answer = quoter.answer(question, from: candidates)
        idle.withLock { $0.quoters.append(quoter) }
        return answer.quotes.map { ($0.candidate, $0.range) }
    }
}
