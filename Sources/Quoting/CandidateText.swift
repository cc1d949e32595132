internal import Words

/// A candidate cut into sentences, with the question's words found in each.
struct CandidateText {
    struct Sentence {
        var range: Range<Int>
        /// (term of the question, position among the candidate's words), in the order of the text.
        var hits: [(term: Int, position: Int)] = []
        /// How alike the likest word is, for terms that do not stand in the sentence themselves.
        var likeness: [Int: Double] = [:]
        /// Terms in the headings it stands under, and in the first line of its table.
        var context: Set<Int> = []
        var wordCount = 0
        var isHeading = false
        /// It begins with a word that stands for something said before it.
        var refersBack = false

        /// Terms that stand in it.
        var exact: Set<Int> { Set(hits.map(\.term)) }
        /// Terms that stand in it, or a word of the same family (`invented` for `invention`).
        var terms: Set<Int> { exact.union(likeness.lazy.filter { $0.value >= 1 }.map(\.key)) }
    }

    var sentences: [Sentence]

    init(
        _ candidate: QuoteCandidate, _ question: Question, language: Language?, tokenizer: Tokenizer,
        _ relatives: inout RelatedForms
    ) {
        let pieces = SentenceCutting.pieces(of: candidate, language)
        var found = pieces.map { Sentence(range: $0.range, isHeading: $0.isHeading) }
        var current = 0
        var position = 0
        candidate.text.withUnsafeBufferPointer { text in
            tokenizer.tokenize(text) { token, start, _, colocated in
                while current < found.count && start >= found[current].range.upperBound { current += 1 }
                guard current < found.count else { return false }
                guard start >= found[current].range.lowerBound else { return true }
                if !colocated {
                    position += 1
                    found[current].wordCount += 1
                }
                let form = String(decoding: token, as: UTF8.self)
                if let term = question.index[form] {
                    found[current].hits.append((question.terms[term].sameAs ?? term, position))
                } else {
                    for relative in relatives[form] {
                        found[current].likeness[relative.term] = max(
                            relative.likeness, found[current].likeness[relative.term] ?? 0)
                    }
                }
                return true
            }
        }
        let headings = candidate.headingPath.reduce(into: Set<Int>()) { terms, heading in
            Array(heading.utf8).withUnsafeBufferPointer { text in
                tokenizer.tokenize(text) { token, _, _, _ in
                    if let term = question.index[String(decoding: token, as: UTF8.self)] {
                        terms.insert(question.terms[term].sameAs ?? term)
                    }
                    return true
                }
            }
        }
        for index in found.indices {
            found[index].context = headings
            if let header = pieces[index].header { found[index].context.formUnion(found[header].exact) }
            for term in found[index].hits.map(\.term) { found[index].likeness[term] = nil }
            found[index].refersBack = BackReference.begins(candidate.text[found[index].range])
        }
        // Rows of dashes under the header of a table say nothing.
        sentences = found.filter { $0.wordCount > 0 }
    }
}
