internal import Words

/// A candidate cut into sentences, with the question's words found in each.
struct CandidateText {
    struct Sentence {
        var range: Range<Int>
        /// (term of the question, position among the candidate's words), in the order of the text.
        var hits: [(term: Int, position: Int)] = []
        /// Terms that only a relative of was found (`invented` for `invention`).
        var relatives: [Int] = []
        var wordCount = 0
    }

    var sentences: [Sentence]
    /// Terms found in the heading path.
    var headingTerms: Set<Int> = []

    init(_ candidate: QuoteCandidate, _ question: Question, language: Language?, tokenizer: Tokenizer) {
        sentences = candidate.text.withUnsafeBufferPointer { text in
            Sentences.ranges(in: text, language: language).map { Sentence(range: $0) }
        }
        var found = sentences
        var current = 0
        var position = 0
        let prefixes = RelatedForms(question)
        candidate.text.withUnsafeBufferPointer { text in
            tokenizer.tokenize(text) { token, start, _, colocated in
                while current < found.count && start >= found[current].range.upperBound { current += 1 }
                guard current < found.count else { return false }
                if !colocated {
                    position += 1
                    found[current].wordCount += 1
                }
                let form = String(decoding: token, as: UTF8.self)
                if let term = question.index[form] {
                    found[current].hits.append((question.terms[term].sameAs ?? term, position))
                } else if let term = prefixes.term(relatedTo: form) {
                    found[current].relatives.append(term)
                }
                return true
            }
        }
        sentences = found
        for heading in candidate.headingPath {
            let bytes = Array(heading.utf8)
            bytes.withUnsafeBufferPointer { text in
                tokenizer.tokenize(text) { token, _, _, _ in
                    if let term = question.index[String(decoding: token, as: UTF8.self)] {
                        headingTerms.insert(question.terms[term].sameAs ?? term)
                    }
                    return true
                }
            }
        }
    }
}

/// Words of one family that stemming leaves apart: they share a long beginning.
struct RelatedForms {
    private static let letters = 5
    private var byPrefix: [String: Int] = [:]

    init(_ question: Question) {
        for (index, term) in question.terms.enumerated() where !term.isStopWord && term.sameAs == nil {
            if let prefix = RelatedForms.prefix(term.form) { byPrefix[prefix] = index }
        }
    }

    func term(relatedTo form: String) -> Int? {
        guard !byPrefix.isEmpty, let prefix = RelatedForms.prefix(form) else { return nil }
        return byPrefix[prefix]
    }

    private static func prefix(_ form: String) -> String? {
        guard form.utf8.count >= letters, form.unicodeScalars.count >= letters,
            !form.utf8.contains(where: { $0 &- 0x30 < 10 })
        else { return nil }
        return String(String.UnicodeScalarView(form.unicodeScalars.prefix(letters)))
    }
}
