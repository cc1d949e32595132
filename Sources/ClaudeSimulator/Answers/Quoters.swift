import Quoting
import Synchronization

/// Lends quoters to requests, since one can serve only one at a time and takes long to make.
final class Quoters: Sendable {
    // Unchecked because a quoter is in this list only while nobody uses it.
    private struct Idle: @unchecked Sendable {
        var quoters: [Quoter] = []
    }

    private let idle = Mutex(Idle())

    /// The sentences that answer a question, as places in the texts.
    func answer(_ question: String, from texts: [CitableText]) -> [(text: Int, range: Range<Int>)] {
        let quoter = idle.withLock { $0.quoters.popLast() } ?? Quoter()
        let candidates = QuoteCandidates.ranked(texts, for: question)
        let answer = quoter.answer(question, from: candidates)
        idle.withLock { $0.quoters.append(quoter) }
        return answer.isDeclined ? [] : answer.quotes.map { ($0.candidate, $0.range) }
    }
}

/// Ranks what can be quoted: the order of a request says nothing about what fits the question.
private enum QuoteCandidates {
    /// The texts with the share of the question's words that their document holds, the best first.
    static func ranked(_ texts: [CitableText], for question: String) -> [QuoteCandidate] {
        let asked = words(Array(question.utf8)).filter { $0.count > 2 }
        var found: [String: Set<ArraySlice<UInt8>>] = [:]
        for text in texts {
            let known = words(text.text + [0x20] + Array((text.title ?? "").utf8))
            found[text.place, default: []].formUnion(asked.intersection(known))
        }
        let scores = texts.map { Double(found[$0.place]?.count ?? 0) / Double(max(1, asked.count)) }
        return texts.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.map {
            QuoteCandidate(id: $0, text: texts[$0].text, score: scores[$0])
        }
    }

    /// Runs of ASCII letters and digits in lower case, and of all other letters as they are.
    private static func words(_ text: [UInt8]) -> Set<ArraySlice<UInt8>> {
        let lower = text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return Set(
            lower.split { byte in
                !(byte >= 0x80 || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte))
            })
    }
}

extension CitableText {
    /// The document or result that it is a part of; each page of a PDF counts for itself.
    fileprivate var place: String {
        switch unit {
        case .characters, .block: "document \(index)"
        case .page(let page): "document \(index) \(page)"
        case .resultBlock: "result \(index)"
        }
    }
}
